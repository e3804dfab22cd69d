"""What is heard just before a room ends is judged alike when the inbox is read again, and the end is known."""

from datetime import datetime, timedelta

import pytest

from rooms import inbox, lifecycle
from rooms.attendance import Connection
from rooms.inbox import Finding, findings
from rooms.models import EndReason, Room, RoomParticipant, WebhookEvent
from tests.webhooks.telling import Event, Telling

#: LiveKit's clock minus ours; so little is left alone.
AHEAD = timedelta(seconds=1.5)


@pytest.fixture
def told(told: Telling, now: datetime) -> Telling:
    told.made_at = now - timedelta(hours=1)
    return told


def hear(event: Event, *, at: datetime) -> None:
    row = inbox.store(event)
    assert row is not None
    WebhookEvent.objects.filter(pk=row.pk).update(received_at=at)
    row.refresh_from_db()
    assert inbox.process(row, at=at)


def end(room: Room, at: datetime) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, EndReason.HOST, ended_at=at, at=at)


def test_a_server_that_lives_again_by_a_clock_that_is_ahead(
    told: Telling, room: Room, jonas: RoomParticipant, now: datetime
) -> None:
    hear(told.started(), at=now - timedelta(minutes=50))
    hear(told.joined(jonas, now - timedelta(minutes=40)), at=now - timedelta(minutes=40))
    hear(told.started(now + AHEAD), at=now)
    end(room, now + timedelta(milliseconds=300))
    assert inbox.replay(room).differences == ()


def test_somebody_who_comes_in_by_a_clock_that_is_ahead(
    told: Telling, room: Room, jonas: RoomParticipant, now: datetime
) -> None:
    hear(told.started(), at=now - timedelta(minutes=50))
    hear(told.joined(jonas, now + AHEAD * 3), at=now)
    end(room, now + timedelta(milliseconds=300))
    assert room.visits.count() == 1
    assert inbox.replay(room).differences == ()


def test_whoever_is_told_of_after_the_end_and_came_after_it_is_no_part_of_either(
    told: Telling, room: Room, jonas: RoomParticipant, now: datetime
) -> None:
    hear(told.started(), at=now - timedelta(minutes=50))
    end(room, now)
    hear(told.joined(jonas, now + timedelta(seconds=9)), at=now + timedelta(seconds=9))
    assert room.visits.count() == 0
    assert inbox.replay(room).differences == ()


def test_a_track_whose_owner_is_told_of_later_than_it(
    told: Telling, room: Room, jonas: RoomParticipant, now: datetime
) -> None:
    """Handled first though stored last, as where an event waits: the phone is one in both."""
    start = now - timedelta(minutes=10)
    joined = told.joined("sip_1", start, kind="SIP")
    waits = inbox.store(joined)
    assert waits is not None
    hear(told.joined("sip_1", now - timedelta(minutes=30), kind="SIP"), at=now - timedelta(minutes=30))
    hear(told.track(joined, start + timedelta(seconds=5)), at=start + timedelta(seconds=5))
    assert inbox.process(waits, at=start + timedelta(seconds=11))
    assert inbox.replay(room).differences == ()


def test_a_new_incarnation_that_is_heard_of_by_a_leave_first(
    told: Telling, room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime
) -> None:
    """Each event of it says when the people of the one before were last listed, whichever is handled first."""
    hear(told.started(), at=now - timedelta(minutes=50))
    hear(told.joined(nadia, now - timedelta(minutes=40)), at=now - timedelta(minutes=40))
    listed_at = now - timedelta(minutes=12)
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.note_listed(locked, listed_at=listed_at)
    again = Telling(room, made_at=now - timedelta(minutes=10))
    joined = again.joined(jonas, now - timedelta(minutes=9))
    waits = inbox.store(joined)
    assert waits is not None
    hear(again.left(joined, now - timedelta(minutes=8)), at=now - timedelta(minutes=8))
    lost = room.visits.get(participant=nadia)
    assert lost.left_at == listed_at + timedelta(minutes=1), "between the listing and the new beginning"
    assert inbox.process(waits, at=now - timedelta(minutes=7))
    assert inbox.replay(room).differences == ()


def test_a_join_that_waits_while_a_listing_tells_of_the_same_connection(
    told: Telling, room: Room, nadia: RoomParticipant, now: datetime
) -> None:
    """Since when the ledger has them decides which listings prove that they were inside."""
    start = now - timedelta(minutes=20)
    hear(told.started(), at=start)
    joined = told.joined(nadia, start)
    waits = inbox.store(joined)
    assert waits is not None
    sid = joined["participant"]["sid"]
    who = Connection(sid=sid, identity=nadia.identity, room_sid=told.sid, joined_at=start)
    seen_at = start + timedelta(minutes=1)
    with lifecycle.locked_room(pk=room.pk) as locked:
        inbox.record(locked, Finding(findings.LISTED, told.sid, seen_at, connection=who), at=seen_at)
        lifecycle.note_listed(locked, listed_at=seen_at + timedelta(minutes=2))
    assert inbox.process(waits, at=seen_at + timedelta(minutes=3))
    end(room, now)
    assert room.visits.get().left_precision == 17 * 60 + 23 + 1, "since the last listing"
    assert inbox.replay(room).differences == ()
