"""Where things are on the screen, once they have come to rest there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from playwright.sync_api import Locator, Page

from tests.e2e.waiting import eventually, holds_soon

#: A pixel's rounding is no overlap.
TOLERANCE = 1.0

#: The boxes of some elements, all of one moment; null while the page still moves: a panel glides in, a picture goes to
#: another place. What moves for ever, like the bars of somebody who speaks, is not waited for.
BOXES_AT_REST = """
    async (parts) => {
        const boxes = () => parts.map((part) => {
            const { x, y, width, height } = part.getBoundingClientRect();
            return { x, y, width, height };
        });
        const isMoving = (it) =>
            it.playState === "running" && it.effect.getComputedTiming().endTime !== Infinity;
        const frame = () => new Promise(requestAnimationFrame);

        const before = boxes();
        await frame();
        await frame();
        const now = boxes();
        const isStill = JSON.stringify(before) === JSON.stringify(now);
        return isStill && !document.getAnimations().some(isMoving) ? now : null;
    }
"""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def area(self) -> float:
        return self.width * self.height

    def is_within(self, other: "Box") -> bool:
        return (
            self.x >= other.x - TOLERANCE
            and self.y >= other.y - TOLERANCE
            and self.right <= other.right + TOLERANCE
            and self.bottom <= other.bottom + TOLERANCE
        )

    def overlaps(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across > TOLERANCE and down > TOLERANCE


def boxes_of(*parts: Locator) -> list[Box]:
    """Where they are when nothing on their page moves any more.

    Raises:
        TimeoutError: something moves on and on.
        AssertionError: one of them is not on the screen.
    """

    def look() -> list[dict[str, float]] | None:
        found: list[dict[str, float]] | None = parts[0].page.evaluate(
            BOXES_AT_REST, [part.element_handle() for part in parts]
        )
        return found

    boxes = [Box(**box) for box in eventually(look, what="the page has come to rest")]
    for part, box in zip(parts, boxes, strict=True):
        assert box.area > 0, f"{part} is not on the screen."
    return boxes


def box_of(part: Locator) -> Box:
    """Like `boxes_of`, for one."""
    (box,) = boxes_of(part)
    return box


def window_of(page: Page) -> Box:
    size = page.viewport_size
    assert size is not None
    return Box(0, 0, size["width"], size["height"])


def expect_on_screen(page: Page, *parts: Locator) -> None:
    """All of it is seen without scrolling, and none lies over another."""

    def check() -> None:
        boxes = boxes_of(*parts)
        for part, box in zip(parts, boxes, strict=True):
            assert box.is_within(window_of(page)), f"{part} is not wholly on the screen: {box}"
        expect_apart(boxes)

    holds_soon(check)


def expect_apart(boxes: Sequence[Box]) -> None:
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other), f"{one} and {other} lie over each other."


def expect_no_sideways_scroll(page: Page) -> None:
    root = "document.documentElement"

    def check() -> None:
        wide: list[str] = page.evaluate(f"""() => {root}.scrollWidth <= {root}.clientWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter((part) => part.getBoundingClientRect().right > {root}.clientWidth + 1)
                .map((part) => part.outerHTML.slice(0, 120))""")
        assert not wide, f"{page.url} scrolls sideways because of {wide}"

    holds_soon(check)
