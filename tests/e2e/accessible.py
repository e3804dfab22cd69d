"""axe on a screen: light and dark, as wide as a desk's and as narrow as a phone's."""

from collections.abc import Sequence
from functools import cache

from playwright.sync_api import Page

from dev import paths
from tests.e2e.visitor import Visitor

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
RUN = """
    async (rules) => {
        // A colour on its way from one theme to the other has the contrast of neither.
        for (const animation of document.getAnimations()) {
            if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
        }
        const { violations } = await window.axe.run(document, {
            runOnly: rules, resultTypes: ["violations"], elementRef: false,
        });
        return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, html, failureSummary }) =>
            `${id}: ${help}\\n    ${target.join(" ")}\\n    ${html.slice(0, 300)}\\n    ${failureSummary}`));
    }
"""


@cache
def _axe() -> str:
    return (paths.FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds in the page as it stands; one text each."""
    # By evaluate, because the page's own policy lets no script in.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(RUN, RULES)
    return found


def expect_accessible(visitor: Visitor, screen: str, *, sizes: Sequence[str] = tuple(SIZES)) -> None:
    """axe finds nothing, in both themes and at both widths; afterwards the page is as it was.

    Args:
        screen: what is looked at, for the report.
        sizes: for what is there at one width only.
    """
    page = visitor.page
    before = page.viewport_size
    found = []
    for size in sizes:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{screen}, {size}, {scheme}: {violation}" for violation in violations(page)]
    if before is not None:
        page.set_viewport_size(before)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    assert not found, "\n\n".join(found)
