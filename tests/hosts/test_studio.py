"""The studio is another host indeed: `rooms` finds its way there without a change of its own."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoAssertNumQueries

from rooms.host import get_host
from rooms.models import RoomParticipant
from rooms.syncing import sync_between
from tests.calls import room_of, seat
from tests.hosts.studio.members.models import Member
from tests.hosts.studio.rooms_host import StudioHost
from tests.hosts.studio.timetable import plans
from tests.hosts.studio.timetable.models import Appointment, Class, Place
from tests.site import MakeBooking, MakeSession, Site

NOBODY = "4d3f6c1e-0b58-4c53-9a43-6f0d2b7b6a11"
NO_KEYS = ["", "0", "17", "x" * 300, "../..", "Größe", NOBODY.upper(), NOBODY, f"{{{NOBODY}}}"]


class TestItIsAnotherHost:
    def test_with_people_of_its_own(self, client_user: Member) -> None:
        assert get_user_model() is Member
        assert not hasattr(client_user, "email")
        assert not hasattr(client_user, "is_staff")
        assert not hasattr(client_user, "get_full_name")

    def test_whose_models_come_after_rooms_in_a_second_migration(self) -> None:
        assert apps.get_app_config("timetable").label > "rooms"
        graph = MigrationLoader(None).graph
        born = ("timetable", "0002_appointments_and_classes")
        before = graph.make_state([("timetable", "0001_initial")]).models
        assert ("timetable", "appointment") not in before
        assert ("timetable", "appointment") in graph.make_state([born]).models
        # What rooms' own migrations need of anybody else: the user model, and nothing more.
        ours = {name for name in graph.nodes if name[0] == "rooms"}
        needed = {parent.key for name in ours for parent in graph.node_map[name].parents} - ours
        assert needed == {("members", "0001_initial")}

    def test_with_none_of_estuarys_apps(self) -> None:
        labels = {config.label for config in apps.get_app_configs()}
        assert labels.isdisjoint({"accounts", "bookings", "admin", "messages", "drf_spectacular"})

    @pytest.mark.django_db
    def test_nothing_is_missing_and_nothing_is_wrong(self) -> None:
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)
        assert checks.run_checks() == []


class TestItsKeys:
    @pytest.mark.django_db
    @pytest.mark.parametrize("ref", NO_KEYS)
    def test_what_is_none_names_nothing(self, ref: str) -> None:
        host = StudioHost()
        for kind in ("booking", "session"):
            assert host.resolve(kind, ref) == (kind, ref)
            assert host.describe(kind, [ref]) == {}
            assert host.clients(kind, ref) == []
        assert host.people([ref]) == {}

    def test_they_fit_into_a_room_and_into_an_identity(
        self, make_booking: MakeBooking, client_user: Member, livekit: object
    ) -> None:
        booking = make_booking()

        person = seat(booking, client_user)

        assert person.room.subject_ref == str(booking.pk)
        assert person.user_ref == str(client_user.pk)
        assert person.identity == f"{client_user.pk}-jonas@example.org"
        assert RoomParticipant.objects.get(user=client_user) == person


class TestItsAnswers:
    def test_a_place_leads_to_its_class(
        self, make_session: MakeSession, site: Site, client_user: Member
    ) -> None:
        lesson = make_session()

        place = site.place_of(lesson, client_user)

        assert get_host().resolve("booking", str(place.pk)) == ("session", str(lesson.pk))

    def test_both_teachers_lead(
        self, make_session: MakeSession, practitioner: Member, assistant: Member
    ) -> None:
        lesson = make_session()
        described = get_host().describe("session", [str(lesson.pk)])[str(lesson.pk)]

        assert {person.ref for person in described.practitioners} == {
            str(practitioner.pk),
            str(assistant.pk),
        }
        for teacher in (practitioner, assistant):
            assert get_host().standing("session", str(lesson.pk), teacher) == "practitioner"

    @pytest.mark.parametrize("kind", ["booking", "session"])
    def test_many_cost_as_many_queries_as_one(
        self,
        kind: Any,
        make_booking: MakeBooking,
        make_session: MakeSession,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        make = make_booking if kind == "booking" else make_session
        refs = [str(make().pk) for _ in range(5)]

        for some in (refs[:1], refs):
            with django_assert_num_queries(2):
                assert set(get_host().describe(kind, some)) == set(some)

    def test_who_has_called_off_and_booked_again_is_a_client(
        self, make_session: MakeSession, site: Site, client_user: Member
    ) -> None:
        lesson = make_session()
        ref = str(lesson.pk)
        plans.call_off(Place.objects.get(lesson__pk=lesson.pk, pupil=client_user))
        assert get_host().standing("session", ref, client_user) == "cancelled_client"
        assert str(client_user.pk) not in {person.ref for person in get_host().clients("session", ref)}

        site.book_place(lesson, client_user, "joinable")

        assert get_host().standing("session", ref, client_user) == "client"
        assert [person.ref for person in get_host().clients("session", ref)].count(str(client_user.pk)) == 1


class TestItsChanges:
    def test_what_it_tells_is_followed(
        self, make_booking: MakeBooking, django_capture_on_commit_callbacks: Any, livekit: object
    ) -> None:
        lesson = Appointment.objects.get(pk=make_booking().pk)
        room = room_of(lesson)
        assert lesson.begins is not None
        later = lesson.begins + timedelta(minutes=10)

        with django_capture_on_commit_callbacks(execute=True):
            plans.move(lesson, later, later + timedelta(hours=1))

        room.refresh_from_db()
        assert room.scheduled_start == later

        with django_capture_on_commit_callbacks(execute=True):
            plans.call_off(lesson)

        room.refresh_from_db()
        assert room.end_reason == "cancelled"

    @pytest.mark.parametrize("ends", [True, False])
    def test_what_it_forgot_to_tell_is_found(
        self, ends: bool, make_booking: MakeBooking, make_session: MakeSession, site: Site, livekit: object
    ) -> None:
        subjects = [make_booking(), make_session()]
        began: datetime = Class.objects.get().begins or pytest.fail("a class without a time")
        for subject in subjects:
            site.move(subject, began, began + timedelta(hours=1) if ends else None)

        found = sync_between(began - timedelta(hours=1), began + timedelta(hours=1), at=began)

        assert found == 2
