from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.fakes.livekit import FakeLiveKit, livekit
from tests.site import Booking, MakeBooking

__all__ = ["livekit"]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def booking(make_booking: MakeBooking, now: datetime) -> Booking:
    """Jonas Weber's hour with Dr. Rahman; it began half an hour ago."""
    return make_booking(starts_at=now - timedelta(minutes=30))


@pytest.fixture(autouse=True)
def _no_real_livekit(livekit: FakeLiveKit) -> None:
    """Every test of this folder; also that LiveKit is never asked from within a transaction."""
