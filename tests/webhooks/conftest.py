from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from rooms.models import Room, RoomParticipant
from tests.calls import room_of, seat
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.site import Booking, MakeBooking, User
from tests.webhooks.telling import Telling

__all__ = ["livekit"]


@pytest.fixture
def now() -> datetime:
    """In the middle of a second, so that a few milliseconds more are the same one; and past, as what is told of."""
    return (timezone.now() - timedelta(seconds=1)).replace(microsecond=400_000)


@pytest.fixture
def booking(make_booking: MakeBooking, now: datetime) -> Booking:
    """Jonas Weber's hour with Dr. Rahman; it began half an hour ago."""
    return make_booking(starts_at=now - timedelta(minutes=30))


@pytest.fixture
def room(booking: Booking) -> Room:
    return room_of(booking)


@pytest.fixture
def nadia(booking: Booking, room: Room, practitioner: User, livekit: FakeLiveKit) -> RoomParticipant:
    """The practitioner, with a token."""
    return seat(booking, practitioner)


@pytest.fixture
def jonas(booking: Booking, room: Room, client_user: User, livekit: FakeLiveKit) -> RoomParticipant:
    """The client, with a token."""
    return seat(booking, client_user)


@pytest.fixture
def told(room: Room, now: datetime) -> Telling:
    """LiveKit, about this room; it has it for 20 minutes."""
    return Telling(room, made_at=now - timedelta(minutes=20))
