"""Estuary, as tests need it: the cast of tests/conftest.py and what they book there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking, Practitioner, Service, Session
from estuary.bookings.models.booking import BookingState
from rooms.host import Kind, RoomTypeName, State
from rooms.models import Room
from tests.conftest import PASSWORD, MakeBooking, MakeService, MakeSession
from tests.fakes.host import MemoryHost
from tests.site import Became, Site

#: The words of `rooms` for the state of a booking, in Estuary's.
IN_OUR_WORDS: dict[str, BookingState] = {
    "joinable": BookingState.CONFIRMED,
    "not_confirmed": BookingState.PENDING_PAYMENT,
    "cancelled": BookingState.CANCELED,
    "finished": BookingState.COMPLETED,
}
BECAME: dict[str, Became] = {
    BookingState.COMPLETED: "completed",
    BookingState.NO_SHOW: "missed",
    BookingState.CANCELED: "cancelled",
}


class EstuarySite(Site):
    def kind_of(self, subject: Model) -> Kind:
        return "booking" if isinstance(subject, Booking) else "session"

    def sign_in(self, client: Client, user: User) -> Mapping[str, str]:
        return {"authorization": f"Bearer {AccessToken.for_user(user)}"}

    def rename(self, user: User, name: str, *, email: str | None = None) -> None:
        user.name, user.email = name, email or user.email
        # Without save(): names that no form would take, too.
        User.objects.filter(pk=user.pk).update(name=user.name, email=user.email)

    def email_of(self, user: User) -> str:
        return user.email

    def move(self, subject: Booking | Session, starts_at: datetime | None, ends_at: datetime | None) -> None:
        if isinstance(subject, Booking):
            Booking.objects.filter(pk=subject.pk).update(own_starts_at=starts_at, own_ends_at=ends_at)
        else:
            Session.objects.filter(pk=subject.pk).update(starts_at=starts_at, ends_at=ends_at)

    def change(
        self, session: Session, *, capacity: int | None = None, room_type: RoomTypeName | None = None
    ) -> None:
        session.service.capacity, session.service.room_type = capacity, room_type or ""
        session.service.save()

    def book_place(self, session: Session, client: User, state: State) -> Booking:
        return changes.book_session(session, client, state=IN_OUR_WORDS[state])

    def place_of(self, session: Session, client: User) -> Booking:
        return session.bookings.get(client=client)

    def cancel(self, subject: Booking | Session) -> None:
        if isinstance(subject, Booking):
            changes.cancel(subject.pk, by=None)
        else:
            session_changes.cancel(subject.pk, by=None)

    def became(self, booking: Booking) -> Became:
        return BECAME.get(Booking.objects.get(pk=booking.pk).state, "open")

    def linked_room(self, subject: Booking | Session) -> Room | None:
        subject.refresh_from_db()
        return subject.room


SITE = EstuarySite()


def make_user(name: str, email: str, **fields: bool) -> User:
    return User.objects.create_user(email, name, PASSWORD, **fields)


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
        state: BookingState | State = BookingState.CONFIRMED,
        client: User | None = None,
        service: Service | None = None,
    ) -> Booking:
        return changes.book_service(
            service or make_service(),
            client or client_user,
            starts_at=starts_at,
            state=IN_OUR_WORDS.get(state) or BookingState(state),
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


@pytest.fixture
def scene_host(host: MemoryHost) -> MemoryHost:
    """Who has the bookings of tests/fakes/scene.py: a host in memory, which a test can bend at will."""
    return host
