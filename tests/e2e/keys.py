"""Going through a page by keyboard alone."""

from playwright.sync_api import Locator, Page

#: No page has more places than that to stop at.
MOST_STOPS = 60


def tab_to(page: Page, target: Locator, *, key: str = "Tab") -> None:
    """Press Tab until the target has the focus, and demand that one sees it there.

    Raises:
        AssertionError: Tab never came by, or the focus cannot be seen.
    """
    target.wait_for()
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if target.evaluate("(element) => element === document.activeElement"):
            assert target.evaluate(SHOWS_FOCUS), f"The focus cannot be seen on {target}."
            return
    raise AssertionError(f"{MOST_STOPS} presses of {key} did not come by {target}.")


def press(page: Page, target: Locator, *, key: str = "Enter") -> None:
    """Go there by Tab, and press."""
    tab_to(page, target)
    page.keyboard.press(key)


SHOWS_FOCUS = """
    (element) => {
        // A ring may be drawn on a part inside, as the control bar's buttons do.
        return [element, ...element.querySelectorAll("*")].some((part) => {
            const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
            return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
        });
    }
"""
