"""Counts and names cost the same whoever is inside, and however often they came."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.live.reading import Place, read_states
from rooms.models import KnownBy, Role, Room, RoomParticipant, Visit
from tests.site import Booking, User
from tests.watching.test_polling import poll

pytestmark = pytest.mark.django_db


def fill(room: Room, people: int, now: datetime) -> None:
    """So many came, each twice, and are inside the second time."""
    came = RoomParticipant.objects.bulk_create(
        RoomParticipant(
            room=room,
            identity=f"{people}-{number}",
            user_ref=f"crowd-{people}-{number}",
            name=f"Viewer {number:02}",
            role=Role.VIEWER,
            is_client=True,
            first_seen_at=now - timedelta(minutes=10),
        )
        for number in range(people)
    )
    Visit.objects.bulk_create(
        Visit(
            room=room,
            participant=person,
            livekit_sid=f"PA_{person.pk}_{turn}",
            joined_at=now - timedelta(minutes=10 - turn),
            joined_known_by=KnownBy.WEBHOOK,
            left_at=None if turn else now - timedelta(minutes=9, seconds=30),
            left_known_by="" if turn else KnownBy.WEBHOOK,
        )
        for person in came
        for turn in (0, 1)
    )
    inside = room.participants.filter(visits__left_at__isnull=True).distinct().count()
    Room.objects.filter(pk=room.pk).update(participant_count=inside, status="in_use")


@pytest.mark.parametrize("with_names", [True, False])
def test_a_look_takes_the_same_queries_for_three_as_for_sixty(
    with_names: bool, room: Room, now: datetime
) -> None:
    costs = []
    for people in (3, 57):
        fill(room, people, now)
        place = Place("room", str(room.pk))
        with CaptureQueriesContext(connection) as found:
            state = read_states({place: with_names})[place]
        costs.append(len(found))
        assert (state.people is not None) is with_names
    assert state.clients_inside == 60
    assert costs == ([3, 3] if with_names else [2, 2])


@pytest.mark.parametrize("who", ["practitioner", "client_user"])
def test_so_does_who_polls(
    who: str, booking: Booking, room: Room, now: datetime, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(who)
    poll(user, f"?subject=booking:{booking.pk}")
    costs = []
    for people in (3, 57):
        fill(room, people, now)
        with CaptureQueriesContext(connection) as found:
            (told,) = poll(user, f"?subject=booking:{booking.pk}").body["rooms"]
        costs.append(len(found))
    assert told["participant_count"] == 60
    assert costs[0] == costs[1]
