"""The studio, as tests need it: the cast of tests/conftest.py, and what they learn and teach there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from rooms.host import Kind, RoomTypeName, State
from rooms.models import Room
from tests.conftest import PASSWORD
from tests.hosts.studio.members.models import Member
from tests.hosts.studio.timetable import plans
from tests.hosts.studio.timetable.models import Appointment, Class, Discipline, Form, Place, Status
from tests.hosts.studio_scenes import StudioScenes
from tests.site import Became, MakeBooking, MakeSession, Site

IN_OUR_WORDS: dict[str, Status] = {
    "joinable": Status.AGREED,
    "not_confirmed": Status.ASKED,
    "cancelled": Status.CALLED_OFF,
    "finished": Status.CAME,
}
BECAME: dict[str, Became] = {
    Status.CAME: "completed",
    Status.MISSED: "missed",
    Status.CALLED_OFF: "cancelled",
}
FORMS = {"workshop": Form.CIRCLE, "webinar": Form.TALK, "broadcast": Form.CONCERT}
FORM_OF: dict[RoomTypeName, Form] = {"group": Form.CIRCLE, "webinar": Form.TALK, "broadcast": Form.CONCERT}


class StudioSite(Site):
    def kind_of(self, subject: Model) -> Kind:
        return "session" if isinstance(subject, Class) else "booking"

    def sign_in(self, client: Client, user: Member) -> Mapping[str, str]:
        """The studio knows sessions only."""
        return self.log_in(client, user)

    def rename(self, user: Member, name: str, *, email: str | None = None) -> None:
        user.called, user.mail = name, email or user.mail
        user.save()

    def email_of(self, user: Member) -> str:
        return user.mail

    def move(
        self, subject: Appointment | Class, starts_at: datetime | None, ends_at: datetime | None
    ) -> None:
        type(subject).objects.filter(pk=subject.pk).update(begins=starts_at, ends=ends_at)

    def change(
        self, session: Class, *, capacity: int | None = None, room_type: RoomTypeName | None = None
    ) -> None:
        session.seats = capacity
        if room_type is not None:
            session.form = FORM_OF[room_type]
        session.save()

    def book_place(self, session: Class, client: Member, state: State) -> Place:
        return Place.objects.create(lesson=session, pupil=client, status=IN_OUR_WORDS[state])

    def place_of(self, session: Class, client: Member) -> Place:
        return session.places.get(pupil=client)

    def cancel(self, subject: Appointment | Class | Place) -> None:
        plans.call_off(subject)

    def became(self, booking: Appointment | Place) -> Became:
        booking.refresh_from_db()
        return BECAME.get(booking.status, "open")

    def linked_room(self, subject: Appointment | Class) -> Room | None:
        subject.refresh_from_db()
        return subject.room


SITE = StudioSite()


def register(called: str, mail: str, **facts: bool) -> Member:
    member = Member.objects.register(f"K-{Member.objects.count():04}", called, mail, PASSWORD)
    Member.objects.filter(pk=member.pk).update(**facts)
    return member


# --- The cast
@pytest.fixture
def practitioner(db: None) -> Member:
    return register("Dr. Nadia Rahman", "nadia@estuary.example")


@pytest.fixture
def assistant(db: None) -> Member:
    """Teaches whatever Dr. Rahman teaches, beside her."""
    return register("Priya Nair", "priya@estuary.example")


@pytest.fixture
def client_user(db: None) -> Member:
    return register("Jonas Weber", "jonas@example.org")


@pytest.fixture
def second_client(db: None) -> Member:
    return register("Mara Lindgren", "mara@example.org")


@pytest.fixture
def stranger(db: None) -> Member:
    return register("Felix Stern", "felix@example.org")


@pytest.fixture
def staff(db: None) -> Member:
    return register("Ruth Keller", "ruth@estuary.example", works_at_the_desk=True)


# --- What they learn
@pytest.fixture
def teachers(practitioner: Member, assistant: Member) -> tuple[Member, Member]:
    return practitioner, assistant


@pytest.fixture
def make_booking(teachers: tuple[Member, Member], client_user: Member) -> MakeBooking:
    """An appointment of Jonas Weber with both teachers; by default agreed, and it began five minutes ago."""

    five_minutes_ago = timezone.now() - timedelta(minutes=5)

    def make(
        *,
        starts_at: datetime | None = five_minutes_ago,
        state: State = "joinable",
        client: Member | None = None,
    ) -> Appointment:
        found = Appointment.objects.create(
            discipline=Discipline.objects.create(name="Breathing"),
            pupil=client or client_user,
            status=IN_OUR_WORDS[state],
            begins=starts_at,
            ends=starts_at and starts_at + timedelta(minutes=60),
        )
        found.teachers.set(teachers)
        return found

    return make


@pytest.fixture
def make_session(teachers: tuple[Member, Member], client_user: Member, second_client: Member) -> MakeSession:
    """A class with a place for both clients; by default a circle that began five minutes ago."""

    five_minutes_ago = timezone.now() - timedelta(minutes=5)

    def make(
        kind: str = "workshop",
        *,
        starts_at: datetime | None = five_minutes_ago,
        clients: tuple[Any, ...] | None = None,
    ) -> Class:
        lesson = Class.objects.create(
            discipline=Discipline.objects.create(name="Choir"),
            form=FORMS[kind],
            begins=starts_at,
            ends=starts_at and starts_at + timedelta(minutes=60),
        )
        lesson.teachers.set(teachers)
        for pupil in (client_user, second_client) if clients is None else clients:
            SITE.book_place(lesson, pupil, "joinable")
        return lesson

    return make


@pytest.fixture
def scene_host(
    practitioner: Member,
    assistant: Member,
    client_user: Member,
    second_client: Member,
    make_booking: MakeBooking,
    make_session: MakeSession,
) -> StudioScenes:
    """Who has the bookings of tests/fakes/scene.py: the studio's own tables."""
    people = {"nadia": practitioner, "priya": assistant, "jonas": client_user, "mara": second_client}
    return StudioScenes(SITE, people, make_booking, make_session)
