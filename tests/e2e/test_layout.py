"""The yardstick itself: what still glides is waited for, and what lies over another thing in the end is a fault."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page

from tests.e2e.browsers import Browsers
from tests.e2e.layout import Box, box_of, expect_on_screen

#: It comes from below, over the bar, as a panel of the call does, but slowly; the bars beside it never rest.
PAGE = """
    <style>
        body { margin: 0 }
        div { position: absolute; left: 0; width: 400px }
        #panel { top: 0; height: %(height)dpx; animation: rise 1s }
        #bar { top: 500px; height: 100px }
        #voice { top: 600px; height: 20px; animation: rise 300ms infinite alternate }
        @keyframes rise { from { translate: 0 50px } }
    </style>
    <div id="panel"></div><div id="bar"></div><div id="voice"></div>
"""


@pytest.fixture
def page(browsers: Browsers) -> Iterator[Page]:
    page = browsers.get("asking").new_page(viewport={"width": 400, "height": 700})
    yield page
    page.close()


def show(page: Page, *, height: int) -> tuple[Locator, Locator]:
    page.set_content(PAGE % {"height": height})
    return page.locator("#panel"), page.locator("#bar")


def test_what_glides_in_is_measured_where_it_comes_to_rest(page: Page) -> None:
    panel, _bar = show(page, height=500)
    assert box_of(panel) == Box(0, 0, 400, 500)


def test_parts_that_touch_only_on_their_way_are_apart(page: Page) -> None:
    expect_on_screen(page, *show(page, height=500))


def test_parts_that_lie_over_each_other_at_rest_are_a_fault(page: Page) -> None:
    with pytest.raises(AssertionError, match="lie over each other"):
        expect_on_screen(page, *show(page, height=503))


def test_a_part_that_leaves_the_window_is_a_fault(page: Page) -> None:
    _panel, bar = show(page, height=500)
    page.set_viewport_size({"width": 400, "height": 590})
    with pytest.raises(AssertionError, match="not wholly on the screen"):
        expect_on_screen(page, bar)


def test_a_part_that_takes_no_room_is_a_fault(page: Page) -> None:
    panel, _bar = show(page, height=0)
    with pytest.raises(AssertionError, match="not on the screen"):
        box_of(panel)
