"""An operator, and a room with people in it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

import pytest
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from rooms import lifecycle
from rooms.attendance import Connection, Left, ensure_participant
from rooms.host import Person
from rooms.models import EndReason, KnownBy, Role, Room, RoomParticipant
from tests.conftest import MakeBooking

_numbers = count(1)


@pytest.fixture
def room(make_booking: MakeBooking) -> Room:
    make_booking()
    return Room.objects.get()


@pytest.fixture
def operator(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def end(room: Room, reason: EndReason = EndReason.EMPTY) -> None:
    now = timezone.now()
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.end_room(locked, reason, ended_at=now, at=now)


class PutInside(Protocol):
    def __call__(
        self,
        room: Room,
        user: User,
        *,
        sid: str = ...,
        since: datetime | None = ...,
        until: datetime | None = ...,
        role: Role = ...,
    ) -> RoomParticipant: ...


@pytest.fixture
def put_inside(db: None) -> PutInside:
    """LiveKit tells that somebody is, or was, inside; by default since a minute ago."""

    def put(
        room: Room,
        user: User,
        *,
        sid: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        role: Role = Role.PARTICIPANT,
    ) -> RoomParticipant:
        now = timezone.now()
        since = since or now - timedelta(minutes=1)
        with lifecycle.locked_room(pk=room.pk) as locked:
            person = Person(ref=str(user.pk), name=user.name, email=user.email)
            row = ensure_participant(locked, person, user=user, role=role, is_client=role == Role.PARTICIPANT)
            connection = Connection(sid or f"PA_{next(_numbers)}", row.identity, "RM_1", since)
            lifecycle.person_joined(locked, connection, known_by=KnownBy.WEBHOOK, at=now)
            if until is not None:
                lifecycle.person_left(locked, connection, Left(until, until), at=now)
        return row

    return put
