"""Names are text, whatever is in them, and nothing breaks by their length."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.e2e import people
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.call import leave
from tests.e2e.desk import Desk
from tests.e2e.layout import expect_no_sideways_scroll
from tests.e2e.lobby import open_lobby
from tests.e2e.meeting import enter
from tests.e2e.visitor import Visitor

MARKUP = "<img src=x onerror=\"document.title='caught'\"><b>Jo</b>&amp; {{name}} $t(help) "
LONG = (MARKUP + "Weber" * 80)[:300]
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture(params=[MARKUP.strip(), LONG], ids=["markup", "300 characters"])
def name(request: pytest.FixtureRequest, desk: Desk, cast: Cast) -> str:
    """What Jonas is called."""
    chosen: str = request.param
    desk.rename(cast.jonas, chosen)
    return chosen


def test_a_name_is_shown_as_text_and_breaks_nothing(
    name: str, nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    for person in (nadia, jonas):
        person.page.set_viewport_size(NARROW)

    nadia.page.goto(booking.calendar)
    expect(nadia.page.get_by_role("main")).to_contain_text(name)
    expect_no_sideways_scroll(nadia.page)
    nadia.page.goto(f"/bookings/{booking.id}/")
    expect_no_sideways_scroll(nadia.page)

    open_lobby(nadia, booking)
    expect(nadia.page.get_by_role("main")).to_contain_text(name)
    expect_no_sideways_scroll(nadia.page)
    enter(nadia, booking)
    enter(jonas, booking)
    # LiveKit takes 256 characters of a name.
    in_call = name[:250]
    expect(nadia.page.get_by_role("heading", level=1)).to_contain_text(in_call)
    expect(nadia.page.get_by_role("article").filter(has_text=in_call)).to_be_visible()
    expect_no_sideways_scroll(nadia.page)

    nadia.page.set_viewport_size({"width": 1280, "height": 800})
    people.open_panel(nadia)
    expect(people.panel(nadia)).to_contain_text(in_call)
    expect_no_sideways_scroll(nadia.page)
    leave(nadia, leads=True)
    expect_story(nadia, "left")
    expect(nadia.page.get_by_role("main")).to_contain_text(name)
    nadia.page.set_viewport_size(NARROW)
    expect_no_sideways_scroll(nadia.page)
    assert nadia.page.title() != "caught"


def test_every_page_fits_a_narrow_phone(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    desk.book(cast, state="canceled")
    desk.plan(cast, "webinar", clients=[cast.jonas])
    for person, address in ((jonas, "/bookings/"), (nadia, booking.calendar), (jonas, booking.lobby)):
        person.page.set_viewport_size(NARROW)
        person.page.goto(address)
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        expect_no_sideways_scroll(person.page)
    enter(jonas, booking)
    expect_no_sideways_scroll(jonas.page)
    leave(jonas)
    expect_story(jonas, "left")
    expect_no_sideways_scroll(jonas.page)
