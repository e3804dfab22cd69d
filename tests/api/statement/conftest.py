"""Jonas Weber's hour with Dr. Rahman: who was inside when, told to the minute from its start."""

from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

import pytest

from rooms import lifecycle
from rooms.attendance import Connection, Left
from rooms.models import EndReason, KnownBy, Room, RoomParticipant

_numbers = count(1)


class Was(Protocol):
    def __call__(self, who: RoomParticipant, begin: float, end: float | None = None) -> None: ...


class End(Protocol):
    def __call__(
        self, number: float, reason: EndReason = EndReason.EMPTY, *, is_final: bool = False
    ) -> Room: ...


@pytest.fixture
def start(room: Room) -> datetime:
    assert room.scheduled_start is not None
    return room.scheduled_start


@pytest.fixture
def was(room: Room, start: datetime) -> Was:
    """LiveKit tells that somebody came, and left."""

    def tell(who: RoomParticipant, begin: float, end: float | None = None) -> None:
        begun = start + timedelta(minutes=begin)
        connection = Connection(f"PA_{next(_numbers)}", who.identity, "RM_1", begun)
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.person_joined(locked, connection, known_by=KnownBy.WEBHOOK, at=begun)
            if end is not None:
                ended = start + timedelta(minutes=end)
                left = Left(ended, ended, "CLIENT_INITIATED")
                lifecycle.person_left(locked, connection, left, at=ended)

    return tell


@pytest.fixture
def end(room: Room, start: datetime) -> End:
    def bring_about(number: float, reason: EndReason = EndReason.EMPTY, *, is_final: bool = False) -> Room:
        at = start + timedelta(minutes=number)
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.end_room(locked, reason, ended_at=at, at=at)
            if is_final:
                locked.reconciles_after_end = 2
                locked.save(update_fields=["reconciles_after_end"])
                lifecycle.finalise(locked, at=at + timedelta(minutes=1))
        room.refresh_from_db()
        return room

    return bring_about
