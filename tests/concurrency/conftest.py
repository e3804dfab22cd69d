"""A workshop that two dozen people have booked, and who all come in the same moment.

Threads in this process, each with a connection of its own, on the database of the run; over HTTP and with several
processes see `test_over_http.py`.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Session
from tests.conftest import MakeSession
from tests.fakes.livekit import FakeLiveKit, livekit

__all__ = ["livekit"]

#: With the practitioner: as many as a group room is made for.
CLIENTS = 24


@pytest.fixture(autouse=True)
def _no_real_livekit(livekit: FakeLiveKit) -> None:
    """Every test of this folder; also that LiveKit is never asked from within a transaction."""


@pytest.fixture
def clients(transactional_db: None) -> tuple[User, ...]:
    return tuple(
        User.objects.create(email=f"client{number}@example.org", name=f"Client {number}")
        for number in range(CLIENTS)
    )


@pytest.fixture
def workshop(make_session: MakeSession, clients: tuple[User, ...]) -> Session:
    """Dr. Rahman's; it began five minutes ago, and nobody has opened its room yet."""
    return make_session(starts_at=timezone.now() - timedelta(minutes=5), clients=clients)


@pytest.fixture
def everyone(practitioner: User, clients: tuple[User, ...]) -> tuple[User, ...]:
    return (practitioner, *clients)
