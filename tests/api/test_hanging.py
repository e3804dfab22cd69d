"""A LiveKit that takes the call and never answers: a real socket, the real gateway."""

import socket
import time
from collections.abc import Iterator

import pytest
from pytest_django import Settings

import rooms.livekit
from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms.livekit import create_room, delete_room, remove_participant
from rooms.models import Effect, Room, RoomParticipant, Visit
from tests.api.calling import Caller

#: A moderating request tries for two seconds; the rest is for a busy machine. LiveKit's own limit is a minute here.
PATIENCE = 20


@pytest.fixture
def hangs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_HOST": host, "LIVEKIT_TIMEOUT_SECONDS": 60.0}
        for real in (create_room, delete_room, remove_participant):
            monkeypatch.setattr(rooms.livekit, real.__name__, real)
        yield
    rooms.livekit.close()


def test_ending_a_room_does_not_wait_for_it(
    room: Room, jonas: RoomParticipant, practitioner: User, hangs: None
) -> None:
    started = time.monotonic()

    ended = Caller(practitioner).end(room)

    assert ended.status == 200
    assert ended.body["status"] == "ended"
    assert time.monotonic() - started < PATIENCE
    assert Effect.objects.get(kind="delete_livekit_room").done_at is None  # the worker's, now


def test_nor_does_removing_somebody_on_three_devices(
    room: Room, jonas: RoomParticipant, practitioner: User, hangs: None
) -> None:
    Visit.objects.bulk_create(
        Visit(
            room=room,
            participant=jonas,
            livekit_sid=f"PA_{device}",
            joined_at=jonas.created_at,
            joined_known_by="webhook",
        )
        for device in range(3)
    )
    started = time.monotonic()

    assert Caller(practitioner).remove(jonas).body["removed"] is True

    assert time.monotonic() - started < PATIENCE


def test_a_join_is_told_after_the_time_that_is_set(
    booking: Booking, client_user: User, settings: Settings, hangs: None
) -> None:
    settings.ROOMS = {**settings.ROOMS, "LIVEKIT_TIMEOUT_SECONDS": 0.3}

    assert Caller(client_user).join(booking) == (503, "livekit_unavailable")
