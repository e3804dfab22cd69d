"""LiveKit dies and comes back: so do the people, and the record stays right."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from dev.stack import Stack
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.api import Api
from tests.e2e.call import expect_inside, expect_video_from, leave
from tests.e2e.desk import Desk
from tests.e2e.lobby import join, open_lobby
from tests.e2e.media import expect_sound
from tests.e2e.meeting import meet
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually

#: What a browser writes by itself when a server is not there.
NOT_THERE = "Failed to load resource|WebSocket connection to .* failed"


@pytest.fixture(autouse=True)
def _livekit_is_back_afterwards(stack: Stack) -> Iterator[None]:
    yield
    stack.livekit.start()


def test_people_come_back_by_themselves_after_a_crash(
    stack: Stack, nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    eventually(lambda: api.room(cast.jonas, booking)["participant_count"] == 2, what="two people are counted")
    for person in (nadia, jonas):
        person.watch.allow(NOT_THERE)

    stack.livekit.kill()
    for person in (nadia, jonas):
        line = person.page.get_by_role("banner").get_by_text(person.say("call.line.reconnecting"))
        expect(line).to_be_visible()
    stack.livekit.start()

    for person, other in ((nadia, jonas), (jonas, nadia)):
        expect_inside(person)
        expect_video_from(person, other.name)
        expect_sound(person.page)

    def visits() -> dict[str, list[bool]] | None:
        """For each person, which visits are over: the one before the crash is, the one after it is not."""
        (record,) = desk.record(booking)
        over: dict[str, list[bool]] = {}
        for visit in record["visits"]:
            over.setdefault(visit["name"], []).append(visit["left_at"] is not None)
        right = all(seen[-1] is False and seen[:-1] and all(seen[:-1]) for seen in over.values())
        return over if len(over) == 2 and right else None

    eventually(visits, what="old visits are over, new ones are not")
    room = api.room(cast.jonas, booking)
    assert (room["status"], room["participant_count"]) == ("in_use", 2)

    leave(nadia, leads=True)
    leave(jonas)
    expect_story(jonas, "left")
    eventually(
        lambda: api.booking(cast.jonas, booking)["state"] == "completed", what="the booking is completed"
    )


def test_whoever_joins_during_an_outage_gets_in_when_it_is_over(
    stack: Stack, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    jonas.watch.allow(NOT_THERE)
    booking = desk.book(cast)
    open_lobby(jonas, booking)
    stack.livekit.kill()
    join(jonas)
    expect(jonas.page.get_by_text(jonas.say("common.service_silent"))).to_be_visible()
    stack.livekit.start()
    expect_inside(jonas)
