"""The spine of the product: from a confirmed booking to a completed one, with two people in real video."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from dev.stack import Stack
from tests.e2e import estuary
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story, rejoin_button
from tests.e2e.api import Api
from tests.e2e.call import expect_inside, expect_video_from, leave, own_tile
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_mirror, join
from tests.e2e.media import expect_decoding, expect_moving, expect_sound
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually
from tests.e2e.watch import third_party_ice_servers


def test_a_confirmed_booking_completes_by_itself(
    stack: Stack, nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    booking = desk.book(cast)

    # Both come from their own page, through the lobby.
    for person, page in ((nadia, booking.calendar), (jonas, "/bookings/")):
        person.page.goto(page)
        estuary.join_link(person, booking).first.click()
        expect_mirror(person)
        join(person)
        expect_inside(person)

    # Picture and sound really arrive, on both sides.
    for person, other in ((nadia, jonas), (jonas, nadia)):
        expect_video_from(person, other.name)
        expect_decoding(person.page)
        expect_sound(person.page)
        expect_moving(own_tile(person).locator("video"), what=f"{person.name} sees themselves")

    room = eventually(
        lambda: in_use(api.room(cast.jonas, booking), people=2), what="the room is in use by two people"
    )
    assert room["started_at"] is not None
    assert [person["inside"] for person in room["people"]] == [True, True]
    eventually(
        lambda: api.booking(cast.jonas, booking)["state"] == "in_progress", what="the booking is in progress"
    )
    own = {urlsplit(stack.url).netloc, urlsplit(stack.livekit.url).netloc}
    assert third_party_ice_servers(jonas.page, own) == []

    # They talk for as long as a session must last to have taken place, then go.
    started = jonas.page.evaluate("() => performance.now()")
    jonas.page.wait_for_function(f"() => performance.now() > {started + 2500}")
    leave(nadia, leads=True)
    expect_story(nadia, "left")
    leave(jonas)
    expect_story(jonas, "left")
    expect(rejoin_button(jonas)).to_be_visible()

    # Nobody does anything more.
    eventually(
        lambda: api.booking(cast.jonas, booking)["state"] == "completed", what="the booking is completed"
    )
    ended = api.room(cast.jonas, booking)
    assert (ended["status"], ended["outcome"], ended["end_reason"]) == ("ended", "completed", "empty")
    assert ended["participant_count"] == 0
    expect_story(jonas, "time_up")
    expect(rejoin_button(jonas)).to_have_count(0)
    estuary.expect_state(jonas, booking, "Completed")

    (record,) = desk.record(booking)
    assert {visit["name"] for visit in record["visits"]} == {nadia.name, jonas.name}
    assert all(visit["left_known_by"] == "webhook" for visit in record["visits"])


def in_use(room: dict[str, Any], *, people: int) -> dict[str, Any] | None:
    return room if (room["status"], room["participant_count"]) == ("in_use", people) else None
