"""The session is moved, cancelled or ended while people join: each of them gets a token before, or words after."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import session_changes
from estuary.bookings.models import Session
from rooms.exceptions import Refused
from rooms.joining import Entry
from rooms.lifecycle import end_room, locked_room
from rooms.models import Effect, EndReason, Room
from tests.calls import ask
from tests.concurrency.truth import assert_sound, open_room_of, rooms_of
from tests.fakes.livekit import FakeLiveKit
from tests.joining.at_once import at_once
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

pytestmark = pytest.mark.django_db(transaction=True)

JOINING = 12


@pytest.fixture
def joining(workshop: Session, everyone: tuple[User, ...]) -> list[Callable[[], object]]:
    return [partial(ask, workshop, person) for person in everyone[:JOINING]]


@pytest.fixture
def in_use(workshop: Session, everyone: tuple[User, ...], livekit: FakeLiveKit) -> Room:
    """Two who did not come in this moment talk already."""
    room = ask(workshop, everyone[-1]).room
    telling = Telling(room, made_at=timezone.now() - timedelta(minutes=1))
    for person in everyone[-2:]:
        participant = ask(workshop, person).participant
        deliver(telling.joined(participant, timezone.now() - timedelta(seconds=30)))
    room.refresh_from_db()
    assert room.participant_count == 2
    return room


def move(session: Session, away: timedelta) -> None:
    starts_at = timezone.now() + away
    session_changes.schedule(session.pk, starts_at, starts_at + timedelta(hours=1))


def refusals(results: list[object]) -> set[str]:
    """Their codes; everything else must be an entry."""
    codes = set()
    for result in results:
        if isinstance(result, Refused):
            codes.add(result.code)
        else:
            assert isinstance(result, Entry), result
    return codes


def test_a_session_moved_to_tomorrow_moves_its_room(
    workshop: Session, joining: list[Callable[[], object]]
) -> None:
    *results, moved = at_once(*joining, partial(move, workshop, timedelta(days=1)))

    assert moved is None
    assert refusals(results) <= {"too_early"}
    workshop.refresh_from_db()
    room = open_room_of(workshop)
    assert room.scheduled_start == workshop.starts_at
    assert len(rooms_of(workshop)) == 1, "nobody was inside"
    assert_sound(workshop)


def test_one_moved_while_people_talk_ends_their_room_and_has_another(
    workshop: Session, in_use: Room, joining: list[Callable[[], object]]
) -> None:
    *results, moved = at_once(*joining, partial(move, workshop, timedelta(days=1)))

    assert moved is None
    assert refusals(results) <= {"too_early", "room_ended"}
    before, after = rooms_of(workshop)
    assert (before.pk, before.end_reason) == (in_use.pk, EndReason.MOVED)
    workshop.refresh_from_db()
    assert (open_room_of(workshop).pk, after.scheduled_start) == (after.pk, workshop.starts_at)
    assert not after.participants.exists(), "a token is for the room that it was given for"
    assert_sound(workshop)


def test_one_moved_to_and_fro_is_where_it_was_left(
    workshop: Session, joining: list[Callable[[], object]]
) -> None:
    def hesitate() -> None:
        for _ in range(3):
            move(workshop, timedelta(days=1))
            move(workshop, timedelta(minutes=-5))

    *results, moved = at_once(*joining, hesitate)

    assert moved is None
    assert refusals(results) <= {"too_early", "room_ended"}
    workshop.refresh_from_db()
    assert open_room_of(workshop).scheduled_start == workshop.starts_at
    assert_sound(workshop)
    assert isinstance(joining[0](), Entry), "and everybody is welcome there"


def test_moved_by_two_people_at_once_it_has_one_room(
    workshop: Session, in_use: Room, joining: list[Callable[[], object]]
) -> None:
    moves = [partial(move, workshop, timedelta(days=days)) for days in (1, 2, 3)]

    results = at_once(*joining[:4], *moves)

    assert results[4:] == [None, None, None]
    assert refusals(results[:4]) <= {"too_early", "room_ended"}
    workshop.refresh_from_db()
    assert open_room_of(workshop).scheduled_start == workshop.starts_at
    assert_sound(workshop)


def test_a_cancelled_session_has_no_room_and_no_seat(
    workshop: Session, in_use: Room, joining: list[Callable[[], object]], practitioner: User
) -> None:
    def cancel() -> None:
        session_changes.cancel(workshop.pk, by=practitioner)

    *results, cancelled = at_once(*joining, cancel)

    assert cancelled is None
    assert refusals(results) <= {"booking_cancelled", "room_ended"}
    assert [room.end_reason for room in rooms_of(workshop)] == [EndReason.CANCELLED]
    assert Effect.objects.filter(kind="delete_livekit_room", room=in_use).count() == 1
    assert_sound(workshop)


@pytest.mark.parametrize("hosts", [1, 3])
def test_a_session_that_is_ended_lets_nobody_in_afterwards(
    hosts: int, workshop: Session, in_use: Room, joining: list[Callable[[], object]]
) -> None:
    def end() -> None:
        with locked_room(pk=in_use.pk) as room:
            end_room(room, EndReason.HOST, ended_at=timezone.now(), at=timezone.now())

    results = at_once(*joining, *[end] * hosts)

    assert results[JOINING:] == [None] * hosts
    assert refusals(results[:JOINING]) <= {"room_ended"}
    assert [room.end_reason for room in rooms_of(workshop)] == [EndReason.HOST]
    assert Effect.objects.filter(kind="delete_livekit_room", room=in_use).count() == 1
    assert Effect.objects.filter(kind="tell_host", room=in_use).count() == 1
    assert_sound(workshop)
