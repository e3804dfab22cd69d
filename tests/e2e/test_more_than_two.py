"""More people: an assistant in an individual session, a webinar's viewers, a workshop."""

import pytest
from playwright.sync_api import expect

from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.call import bar, expect_inside, expect_video_from, leave, own_tile, tile_of
from tests.e2e.conftest import Call
from tests.e2e.desk import Desk
from tests.e2e.layout import box_of
from tests.e2e.lobby import join, join_button, open_lobby
from tests.e2e.media import expect_sound
from tests.e2e.meeting import call_in, enter, meet
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually


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


@pytest.mark.parametrize("kind", ["webinar", "broadcast"])
def test_a_viewer_watches_and_is_never_asked_for_a_camera(
    kind: str, jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    session = desk.plan(cast, kind, clients=[cast.jonas, cast.mara])
    nadia = call_in(caller, api, cast.nadia, session)
    jonas.context.add_init_script(
        "window.questions = 0;"
        "MediaDevices.prototype.getUserMedia = async () => { window.questions += 1; throw new Error('asked'); };"
    )
    open_lobby(jonas, session)
    expect(
        jonas.page.get_by_text(jonas.say("lobby.poster.leads", count=1, names=cast.nadia.name))
    ).to_be_visible()
    expect(jonas.page.get_by_text(jonas.say("lobby.fact.watch_only"))).to_be_visible()
    join(jonas, kind)
    expect_inside(jonas)
    expect_video_from(jonas, cast.nadia.name)
    expect_sound(jonas.page)
    assert jonas.page.evaluate("() => window.questions") == 0
    eventually(lambda: api.room(cast.nadia, session)["participant_count"] == 2, what="the viewer is counted")
    # A thousand visible viewers would cost a thousand squared updates: LiveKit names none of a broadcast.
    named = {"webinar": 1, "broadcast": 0}[kind]
    eventually(lambda: len(nadia.sees) == named, what=f"{named} viewer(s) are named to Dr. Rahman")
    # Whoever may not be seen or heard has no dead buttons.
    for control in ("microphone.on", "microphone.off", "camera.on", "camera.off"):
        expect(
            bar(jonas).get_by_role("button", name=jonas.say(f"call.control.{control}Label"))
        ).to_have_count(0)
    expect(bar(jonas).get_by_role("button", name=jonas.say("call.share.offLabel"))).to_have_count(0)
    leave(jonas)


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
