"""The studio bills from statements: the time together, as the newest version of each room's statement has it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rooms import effects, lifecycle
from rooms.attendance import Connection, Left
from rooms.models import EndReason, KnownBy, Room, RoomParticipant
from rooms.statement.ledger import get_statement
from tests.hosts.studio.timetable.models import Bill
from tests.hosts.studio.timetable.receivers import charge


def connection(who: RoomParticipant, since: datetime) -> Connection:
    return Connection(f"PA_{who.pk}", who.identity, "RM_1", since)


@pytest.fixture
def over(room: Room, nadia: RoomParticipant, jonas: RoomParticipant, now: datetime) -> Room:
    """Ten minutes with Nadia, given out; so far as is known Jonas stayed for six of them."""
    since = now - timedelta(minutes=10)
    with lifecycle.locked_room(pk=room.pk) as locked:
        for who in (nadia, jonas):
            lifecycle.person_joined(locked, connection(who, since), known_by=KnownBy.WEBHOOK, at=since)
        left_at = now - timedelta(minutes=4)
        lifecycle.person_missing(
            locked, f"PA_{jonas.pk}", since=left_at - timedelta(seconds=1), missing_at=left_at, at=left_at
        )
        lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now)
    Room.objects.filter(pk=room.pk).update(reconciles_after_end=lifecycle.RECONCILES_UNTIL_FINAL)
    with lifecycle.locked_room(pk=room.pk) as locked:
        assert lifecycle.finalise(locked, at=now + timedelta(minutes=1))
    effects.run_due(at=now + timedelta(minutes=1))
    return Room.objects.get(pk=room.pk)


def bill_of(room: Room) -> tuple[int, float]:
    bill = Bill.objects.get(room_id=room.pk)
    return bill.version, round(bill.seconds)


def test_a_lesson_is_charged_when_its_statement_is_final(over: Room) -> None:
    assert bill_of(over) == (1, 360)


def test_and_charged_anew_when_that_is_corrected(over: Room, jonas: RoomParticipant, now: datetime) -> None:
    """LiveKit's own word about Jonas comes late: he stayed for nine minutes."""
    left_at, later = now - timedelta(minutes=1), now + timedelta(minutes=2)
    with lifecycle.locked_room(pk=over.pk) as locked:
        since = now - timedelta(minutes=10)
        left = Left(left_at, left_at, "CLIENT_INITIATED")
        lifecycle.person_left(locked, connection(jonas, since), left, at=later)
    for seconds in (6, 7):  # it is gathered, and then told
        effects.run_due(at=later + timedelta(seconds=seconds))
    assert bill_of(over) == (2, 540)


def test_a_correction_that_comes_first_is_not_undone_by_what_it_corrects(over: Room, now: datetime) -> None:
    """Signals keep no order: the receiver of the first may have failed, and is asked again."""
    first = get_statement(over, at=now)
    charge(replace(first, version=2, together_seconds=540.0))
    charge(first)
    assert bill_of(over) == (2, 540)
