"""The lobby in every kind of window: the way in is never out of sight."""

import pytest
from playwright.sync_api import Locator

from tests.e2e.accounts import Cast, Subject
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.layout import expect_no_sideways_scroll, expect_on_screen
from tests.e2e.lobby import expect_mirror, join_button, open_lobby
from tests.e2e.visitor import Visitor


@pytest.fixture
def workshop(cast: Cast, desk: Desk) -> Subject:
    return desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])


@pytest.fixture
def webinar(cast: Cast, desk: Desk) -> Subject:
    return desk.plan(cast, "webinar", clients=[cast.jonas])


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390), (568, 320)])
def test_a_phone_shows_the_way_in_however_it_is_held_and_however_far_one_scrolls(
    workshop: Subject, log_in: SitDown, cast: Cast, width: int, height: int
) -> None:
    jonas = log_in(cast.jonas, device="phone")
    jonas.page.set_viewport_size({"width": width, "height": height})
    open_lobby(jonas, workshop)
    expect_mirror(jonas)
    expect_on_screen(jonas.page, title(jonas), join_button(jonas, "group"))
    scroll_to_the_devices(jonas)
    expect_on_screen(jonas.page, sound(jonas), join_button(jonas, "group"))
    expect_no_sideways_scroll(jonas.page)


def test_a_viewer_with_a_lying_phone_sees_the_way_in(webinar: Subject, log_in: SitDown, cast: Cast) -> None:
    jonas = log_in(cast.jonas, device="lying phone")
    open_lobby(jonas, webinar)
    expect_on_screen(jonas.page, title(jonas), join_button(jonas, "webinar"))
    expect_no_sideways_scroll(jonas.page)


def title(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("heading", level=1)


def sound(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("button", name=visitor.say("lobby.sound.play"))


def scroll_to_the_devices(visitor: Visitor) -> None:
    sound(visitor).evaluate("(button) => button.scrollIntoView({ block: 'center' })")
