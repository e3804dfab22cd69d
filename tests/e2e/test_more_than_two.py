"""More people: an assistant in an individual session, a workshop."""

from playwright.sync_api import expect

from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.call import bar, expect_inside, expect_video_from, own_tile, tile_of
from tests.e2e.conftest import Call
from tests.e2e.desk import Desk
from tests.e2e.layout import box_of
from tests.e2e.lobby import join, join_button
from tests.e2e.media import expect_sound
from tests.e2e.meeting import call_in, enter, meet
from tests.e2e.visitor import Visitor


def test_an_assistant_makes_it_a_grid_of_three(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    booking = desk.book(cast, assisted=True)
    meet(nadia, jonas, booking)
    # Two: the other is large, oneself small in a corner.
    assert width(jonas, nadia.name) > 2 * width(jonas, jonas.say("call.tile.you"))

    priya = call_in(caller, api, cast.priya, booking)
    for person, other in ((nadia, jonas), (jonas, nadia)):
        expect_video_from(person, cast.priya.name)
        expect_video_from(person, other.name)
        expect_sound(person.page, sources=2)
        expect(person.page.get_by_role("article")).to_have_count(3)
    sizes = [width(jonas, name) for name in (nadia.name, cast.priya.name, jonas.say("call.tile.you"))]
    assert max(sizes) - min(sizes) < 2, "Three are equal."
    expect(
        bar(jonas).get_by_role("button", name=jonas.say("call.control.peopleCount", count=3))
    ).to_be_visible()

    priya.leave()
    expect(jonas.page.get_by_role("article")).to_have_count(2)
    expect_video_from(jonas, nadia.name)


def test_a_place_in_a_session_leads_to_the_sessions_room(
    jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    jonas.page.goto("/bookings/")
    jonas.page.get_by_role("link", name="Join", exact=True).click()
    expect(jonas.page.get_by_role("heading", name=workshop.title, level=1)).to_be_visible()
    # In a crowd nobody but those who lead is named.
    assert cast.mara.name not in jonas.page.content()
    join(jonas, "group")
    expect_inside(jonas)
    expect(own_tile(jonas)).to_be_visible()


def test_a_room_can_be_entered_by_its_own_address(jonas: Visitor, cast: Cast, desk: Desk, api: Api) -> None:
    booking = desk.book(cast)
    room = api.room(cast.jonas, booking)
    jonas.page.goto(f"/room/{room['id']}/lobby")
    expect(join_button(jonas)).to_be_visible()
    join(jonas)
    expect_inside(jonas)


def test_a_workshop_of_browser_and_callers(
    nadia: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    enter(nadia, workshop, "group")
    for client in (cast.jonas, cast.mara):
        call_in(caller, api, client, workshop)
    for client in (cast.jonas, cast.mara):
        expect_video_from(nadia, client.name)
    expect_sound(nadia.page, sources=2)


def width(visitor: Visitor, name: str) -> float:
    return box_of(tile_of(visitor, name)).width
