"""Where things are on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from playwright.sync_api import Locator, Page

#: A pixel's rounding is no overlap.
TOLERANCE = 1.0


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


def box_of(part: Locator) -> Box:
    box = part.bounding_box()
    assert box is not None, f"{part} is not on the screen."
    return Box(**box)


def window_of(page: Page) -> Box:
    size = page.viewport_size
    assert size is not None
    return Box(0, 0, size["width"], size["height"])


def expect_on_screen(page: Page, *parts: Locator) -> None:
    """All of it is seen without scrolling, and none lies over another."""
    boxes = [box_of(part) for part in parts]
    for part, box in zip(parts, boxes, strict=True):
        assert box.is_within(window_of(page)), f"{part} is not wholly on the screen: {box}"
    expect_apart(boxes)


def expect_apart(boxes: Sequence[Box]) -> None:
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other), f"{one} and {other} lie over each other."


def expect_no_sideways_scroll(page: Page) -> None:
    root = "document.documentElement"
    wide: list[str] = page.evaluate(f"""() => {root}.scrollWidth <= {root}.clientWidth ? [] :
        [...document.querySelectorAll("body *")]
            .filter((part) => part.getBoundingClientRect().right > {root}.clientWidth + 1)
            .map((part) => part.outerHTML.slice(0, 120))""")
    assert not wide, f"{page.url} scrolls sideways because of {wide}"
