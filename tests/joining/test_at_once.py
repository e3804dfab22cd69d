"""Several people, or one person several times, at the same moment."""

from functools import partial

import pytest
from django.utils import timezone

from rooms.exceptions import Refused
from rooms.joining import Entry
from rooms.lifecycle import end_room, locked_room
from rooms.models import EndReason, Room, RoomParticipant
from tests.calls import ask, room_of
from tests.fakes.livekit import FakeLiveKit
from tests.joining.at_once import at_once
from tests.site import Booking, MakeSession, Site, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_person_in_four_tabs_is_one_participant(
    booking: Booking, client_user: User, livekit: FakeLiveKit
) -> None:
    entries = at_once(*[partial(ask, booking, client_user)] * 4)

    assert all(isinstance(entry, Entry) for entry in entries), entries
    assert Room.objects.count() == 1
    assert RoomParticipant.objects.count() == 1
    assert len({entry.participant.identity for entry in entries if isinstance(entry, Entry)}) == 1
    assert len(livekit.rooms) == 1


def test_both_sides_make_one_room(
    booking: Booking, client_user: User, practitioner: User, livekit: FakeLiveKit
) -> None:
    entries = at_once(partial(ask, booking, client_user), partial(ask, booking, practitioner))

    assert all(isinstance(entry, Entry) for entry in entries), entries
    assert Room.objects.count() == 1
    assert RoomParticipant.objects.count() == 2


def test_everyone_of_a_full_session_gets_in(
    make_session: MakeSession,
    client_user: User,
    second_client: User,
    practitioner: User,
    assistant: User,
    site: Site,
) -> None:
    """How many may book is the host's business: nobody who has booked is refused for want of a seat."""
    session = make_session()
    site.change(session, capacity=1)

    people = (client_user, second_client, practitioner, assistant)
    entries = at_once(*(partial(ask, session, person) for person in people))

    assert all(isinstance(entry, Entry) for entry in entries), entries


def test_who_joins_while_the_room_is_ended_gets_a_token_before_or_none(
    booking: Booking, client_user: User, livekit: FakeLiveKit
) -> None:
    room = room_of(booking)

    def end() -> None:
        with locked_room(pk=room.pk) as locked:
            end_room(locked, EndReason.HOST, ended_at=timezone.now(), at=timezone.now())

    results = at_once(partial(ask, booking, client_user), end)

    entry = results[0]
    assert isinstance(entry, Entry) or (isinstance(entry, Refused) and entry.code == "room_ended"), entry
    assert not RoomParticipant.objects.filter(seat_until__isnull=False, room__status="ended").exists()
