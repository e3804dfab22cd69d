from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from rooms.models import Room, RoomParticipant
from tests.calls import room_of, seat
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.site import Booking, MakeBooking, User

__all__ = ["livekit"]


@pytest.fixture(autouse=True)
def _no_real_livekit(livekit: FakeLiveKit) -> None:
    """Every test of this folder; also that none of its calls comes from a transaction."""


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def booking(make_booking: MakeBooking, now: datetime) -> Booking:
    """Jonas Weber's hour with Dr. Rahman; it began half an hour ago."""
    return make_booking(starts_at=now - timedelta(minutes=30))


@pytest.fixture
def room(booking: Booking) -> Room:
    return room_of(booking)


@pytest.fixture
def jonas(booking: Booking, room: Room, client_user: User) -> RoomParticipant:
    """The client, with a token."""
    return seat(booking, client_user)


@pytest.fixture
def nadia(booking: Booking, room: Room, practitioner: User) -> RoomParticipant:
    """The practitioner, with a token."""
    return seat(booking, practitioner)
