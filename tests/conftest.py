"""The cast and what they book. Every folder of tests uses these people.

Dr. Nadia Rahman is the practitioner, Priya Nair assists her, Jonas Weber and Mara Lindgren are clients, Felix
Stern is a stranger to all of their bookings, Ruth Keller works at the platform.
"""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol

import hypothesis
import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking, Practitioner, Service, Session
from estuary.bookings.models.booking import BookingState
from rooms.models import RoomTemplate

pytest_plugins = ["tests.database"]

# How long an example takes says more about the machine than about us.
hypothesis.settings.register_profile("rooms", deadline=None)
hypothesis.settings.load_profile("rooms")

PASSWORD = "correct horse battery"


def make_user(name: str, email: str, **fields: bool) -> User:
    return User.objects.create_user(email, name, PASSWORD, **fields)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Throttles count in the cache: nobody pays for the test before."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page that was asked for in German leaves the thread speaking German."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _room_templates(request: pytest.FixtureRequest) -> None:
    """Tests that commit leave empty tables behind: the next one gets the migration's templates again."""
    uses_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if uses_database or "transactional_db" in request.fixturenames:
        request.getfixturevalue("db")
        if not RoomTemplate.objects.exists():
            for values in import_module("rooms.migrations.0002_default_templates").DEFAULTS:
                RoomTemplate.objects.create(**values, is_default=True)


# --- The cast
@pytest.fixture
def practitioner(db: None) -> User:
    user = make_user("Dr. Nadia Rahman", "nadia@estuary.example")
    Practitioner.objects.create(user=user, profession="Psychotherapist")
    return user


@pytest.fixture
def assistant(db: None) -> User:
    """An additional practitioner of every service of Dr. Rahman."""
    user = make_user("Priya Nair", "priya@estuary.example")
    Practitioner.objects.create(user=user)
    return user


@pytest.fixture
def client_user(db: None) -> User:
    return make_user("Jonas Weber", "jonas@example.org")


@pytest.fixture
def second_client(db: None) -> User:
    return make_user("Mara Lindgren", "mara@example.org")


@pytest.fixture
def stranger(db: None) -> User:
    return make_user("Felix Stern", "felix@example.org")


@pytest.fixture
def staff(db: None) -> User:
    return make_user("Ruth Keller", "ruth@estuary.example", is_staff=True, is_superuser=True)


# --- What they book
class MakeService(Protocol):
    def __call__(self, kind: str = ..., *, name: str = ..., minutes: int = ..., **wishes: Any) -> Service: ...


class MakeBooking(Protocol):
    def __call__(
        self,
        *,
        starts_at: datetime | None = ...,
        state: BookingState = ...,
        client: User | None = ...,
        service: Service | None = ...,
    ) -> Booking: ...


class MakeSession(Protocol):
    def __call__(
        self,
        kind: str = ...,
        *,
        starts_at: datetime | None = ...,
        clients: tuple[User, ...] | None = ...,
        service: Service | None = ...,
    ) -> Session: ...


@pytest.fixture
def make_service(practitioner: User, assistant: User) -> MakeService:
    """A service of Dr. Rahman, assisted by Priya Nair; `kind` as in `ServiceKind`."""

    def make(
        kind: str = "session", *, name: str = "Consultation", minutes: int = 60, **wishes: Any
    ) -> Service:
        service = Service.objects.create(
            name=name, kind=kind, duration_minutes=minutes, practitioner=practitioner.practitioner, **wishes
        )
        service.additional_practitioners.add(assistant.practitioner)
        return service

    return make


@pytest.fixture
def make_booking(make_service: MakeService, client_user: User) -> MakeBooking:
    """An appointment of Jonas Weber with Dr. Rahman; by default confirmed, and it began five minutes ago.

    Goes through the owner of bookings. Inside a test's transaction nothing is told on commit: use
    `django_capture_on_commit_callbacks(execute=True)`, or `transaction=True`, where the room matters.
    """

    five_minutes_ago = timezone.now() - timedelta(minutes=5)

    def make(
        *,
        starts_at: datetime | None = five_minutes_ago,
        state: BookingState = BookingState.CONFIRMED,
        client: User | None = None,
        service: Service | None = None,
    ) -> Booking:
        return changes.book_service(
            service or make_service(), client or client_user, starts_at=starts_at, state=state
        )

    return make


@pytest.fixture
def make_session(make_service: MakeService, client_user: User, second_client: User) -> MakeSession:
    """A group session with both clients; by default a workshop that began five minutes ago."""

    five_minutes_ago = timezone.now() - timedelta(minutes=5)

    def make(
        kind: str = "workshop",
        *,
        starts_at: datetime | None = five_minutes_ago,
        clients: tuple[User, ...] | None = None,
        service: Service | None = None,
    ) -> Session:
        service = service or make_service(kind, name=kind.title())
        session = session_changes.plan(service)
        if starts_at is not None:
            ends_at = starts_at + timedelta(minutes=service.duration_minutes)
            session = session_changes.schedule(session.pk, starts_at, ends_at)
        for client in (client_user, second_client) if clients is None else clients:
            changes.book_session(session, client, state=BookingState.CONFIRMED)
        return session

    return make
