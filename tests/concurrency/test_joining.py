"""Everybody presses Join in the same second."""

from functools import partial

import pytest

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from rooms.joining import Entry
from rooms.models import Effect, Role, Room, RoomParticipant
from tests.calls import ask
from tests.concurrency.truth import assert_sound, count_seats, open_room_of
from tests.conftest import MakeBooking
from tests.fakes.livekit import FakeLiveKit
from tests.joining.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_five_people_get_into_one_room(
    workshop: Session, everyone: tuple[User, ...], livekit: FakeLiveKit
) -> None:
    """Nobody has opened it yet: the room itself is made by whoever is first."""
    Room.objects.all().delete()

    entries = at_once(*(partial(ask, workshop, person) for person in everyone))

    assert [entry for entry in entries if not isinstance(entry, Entry)] == []
    room = open_room_of(workshop)
    assert {entry.room.pk for entry in entries if isinstance(entry, Entry)} == {room.pk}
    assert room.participants.count() == count_seats(room) == len(everyone)
    assert list(room.participants.filter(role=Role.HOST).values_list("name", flat=True)) == [
        "Dr. Nadia Rahman"
    ]
    assert room.participant_count == 0, "a token is not attendance"
    assert [made.name for made in livekit.rooms.values()] == [room.name]
    assert Effect.objects.filter(kind="signal", key__contains=f"room_created:{room.pk}").count() == 1
    assert_sound(workshop)


@pytest.mark.parametrize("times", [2, 5])
def test_one_person_is_one_however_often_they_press(
    times: int, workshop: Session, clients: tuple[User, ...]
) -> None:
    entries = at_once(*[partial(ask, workshop, clients[0])] * times)

    assert [entry for entry in entries if not isinstance(entry, Entry)] == []
    assert len({entry.participant.pk for entry in entries if isinstance(entry, Entry)}) == 1
    assert RoomParticipant.objects.count() == 1
    assert count_seats(open_room_of(workshop)) == 1
    assert_sound(workshop)


def test_everyone_twice_is_everyone_once(workshop: Session, everyone: tuple[User, ...]) -> None:
    """Two tabs each, all at once."""
    entries = at_once(*(partial(ask, workshop, person) for person in everyone[:12] * 2))

    assert [entry for entry in entries if not isinstance(entry, Entry)] == []
    assert open_room_of(workshop).participants.count() == 12
    assert_sound(workshop)


def test_who_has_a_session_and_an_appointment_at_once_enters_both(
    workshop: Session, clients: tuple[User, ...], practitioner: User, make_booking: MakeBooking
) -> None:
    appointment: Booking = make_booking(client=clients[0])
    calls = [
        partial(ask, where, who) for where in (workshop, appointment) for who in (clients[0], practitioner)
    ]

    entries = at_once(*calls)

    assert [entry for entry in entries if not isinstance(entry, Entry)] == []
    assert Room.objects.count() == 2
    assert RoomParticipant.objects.count() == 4
    assert_sound(workshop)
