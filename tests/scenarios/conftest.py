from datetime import timedelta
from typing import Protocol

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from tests.conftest import MakeBooking, MakeSession
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.scenarios.gathering import Gathering

__all__ = ["livekit"]


class Gather(Protocol):
    def __call__(
        self, kind: str = ..., *, minutes_ago: float = ..., clients: tuple[User, ...] | None = ...
    ) -> Gathering: ...


@pytest.fixture
def aylin(db: None) -> User:
    """A third client; the others are Jonas and Mara."""
    return User.objects.create_user("aylin@example.org", "Aylin Demir")


@pytest.fixture
def gather(make_booking: MakeBooking, make_session: MakeSession, livekit: FakeLiveKit) -> Gather:
    """An hour with Dr. Rahman and Priya Nair that began `minutes_ago`; the worker has run since before it."""

    def make(
        kind: str = "workshop", *, minutes_ago: float = 80, clients: tuple[User, ...] | None = None
    ) -> Gathering:
        # Whole seconds, because that is how LiveKit tells most moments.
        starts_at = (timezone.now() - timedelta(minutes=minutes_ago)).replace(microsecond=0)
        subject: Booking | Session
        if kind == "session":
            subject = make_booking(starts_at=starts_at)
        else:
            subject = make_session(kind, starts_at=starts_at, clients=clients)
        gathering = Gathering(subject, starts_at, livekit)
        gathering.works(-60)
        return gathering

    return make
