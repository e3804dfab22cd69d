"""`manage.py demo_data`: what it prints is true and unused, and yesterday's appointments stand beside it."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Course, Session
from estuary.demo.people import ensure_people
from rooms import effects
from rooms.models import Room
from tests.estuary.demo import Demo, demo, subject
from tests.estuary.test_pages import page
from tests.fakes.livekit import FakeLiveKit

__all__ = ["demo"]
pytestmark = pytest.mark.django_db


# --- What it names
def test_the_cast(demo: Demo) -> None:
    people = demo["people"]
    roles = [person["role"] for person in people]
    assert sorted(set(roles)) == ["assistant", "client", "practitioner", "staff", "stranger"]
    assert roles.count("client") >= 2
    assert all(set(person) == {"role", "email", "password", "name"} for person in people)


def test_everybody_logs_in_with_the_password_that_is_printed(demo: Demo) -> None:
    for person in demo["people"]:
        answer = Client().post("/log-in/", {"username": person["email"], "password": person["password"]})
        assert answer.status_code == 302, person["name"]


def test_a_changed_password_is_put_right(demo: Demo) -> None:
    person = demo["people"][2]
    user = User.objects.get(email=person["email"])
    user.set_password("something else")
    user.save()
    ensure_people()
    user.refresh_from_db()
    assert user.check_password(person["password"])


def test_the_subjects(demo: Demo) -> None:
    found = sorted((one["kind"], one["room_type"], one["state"]) for one in demo["subjects"])
    assert found == [
        ("booking", "individual", "canceled"),
        ("booking", "individual", "in_three_days"),
        ("booking", "individual", "now"),
        ("booking", "individual", "pending"),
        ("session", "broadcast", "now"),
        ("session", "group", "draft"),
        ("session", "group", "now"),
        ("session", "webinar", "course"),
        ("session", "webinar", "now"),
    ]
    named = {person["email"] for person in demo["people"]}
    for one in demo["subjects"]:
        assert set(one) == {
            "kind",
            "id",
            "room_id",
            "room_type",
            "state",
            "starts_at",
            "practitioner",
            "clients",
            "waiting_room",
            "recording",
            "recording_consent",
            "course",
        }
        assert one["waiting_room"] == "off"
        assert {one["practitioner"], *one["clients"]} <= named
        if one["kind"] == "session":
            assert len(one["clients"]) >= 2


def test_where_the_site_cannot_record_nothing_may_be_recorded(demo: Demo) -> None:
    assert not any(one["recording"] for one in demo["subjects"])


def test_the_four_appointments_are_between_the_same_two_people(demo: Demo) -> None:
    pairs = {(one["practitioner"], *one["clients"]) for one in demo["subjects"] if one["kind"] == "booking"}
    assert len(pairs) == 1
    assert len(pairs.pop()) == 2


def test_the_states_are_those_of_the_bookings(demo: Demo) -> None:
    states = {
        state: Booking.objects.get(pk=subject(demo, state)["id"]).state
        for state in ("now", "in_three_days", "canceled", "pending")
    }
    assert states == {
        "now": "confirmed",
        "in_three_days": "confirmed",
        "canceled": "canceled",
        "pending": "pending_payment",
    }
    assert Session.objects.get(pk=subject(demo, "draft", "group")["id"]).starts_at is None


def test_now_began_five_minutes_ago_and_lasts_an_hour(demo: Demo) -> None:
    for one in demo["subjects"]:
        if one["state"] not in {"now", "course"}:
            continue
        age = timezone.now() - datetime.fromisoformat(one["starts_at"])
        assert timedelta(minutes=5) <= age < timedelta(minutes=15), "made when the first of these tests began"
        found = (Booking if one["kind"] == "booking" else Session).objects.get(pk=one["id"])
        assert found.starts_at is not None
        assert found.ends_at == found.starts_at + timedelta(hours=1)


def test_rooms_are_named_where_there_are_some_and_nobody_used_them(demo: Demo) -> None:
    for one in demo["subjects"]:
        if one["state"] in {"now", "in_three_days", "course"}:
            room = Room.objects.get(pk=one["room_id"])
            assert (room.subject_kind, room.subject_ref) == (one["kind"], str(one["id"]))
            assert (room.status, room.room_type) == ("pending", one["room_type"])
            assert not room.visits.exists()
        else:
            assert one["room_id"] is None


def test_the_assistant_leads_with_the_practitioner(demo: Demo) -> None:
    assistant = User.objects.get(email=next(p["email"] for p in demo["people"] if p["role"] == "assistant"))
    assert Booking.objects.of(assistant).filter(pk=subject(demo, "now")["id"]).exists()


@pytest.mark.parametrize(("room_type", "at_least"), [("group", 6), ("webinar", 9), ("broadcast", 9)])
def test_sessions_have_enough_people_to_fill_a_room(demo: Demo, room_type: str, at_least: int) -> None:
    clients = subject(demo, "now", room_type)["clients"]
    assert len(set(clients)) == len(clients) >= at_least


def test_a_course_is_going_on_with_dates_behind_and_ahead_of_it(demo: Demo) -> None:
    """Its people have a booking on each of five dates; of those that are over it is known who came."""
    now = subject(demo, "course", "webinar")
    course = Course.objects.get(pk=now["course"])
    dates = list(course.sessions.order_by("starts_at"))
    assert [date.state for date in dates] == ["completed", "completed", "scheduled", "scheduled", "scheduled"]
    assert dates[2].pk == now["id"]
    assert {date.bookings.count() for date in dates} == {len(now["clients"])}
    assert set(dates[0].bookings.values_list("state", flat=True)) == {"completed", "no_show"}
    assert set(dates[4].bookings.values_list("state", flat=True)) == {"confirmed"}


def test_only_json_is_on_stdout(demo: Demo, capfd: pytest.CaptureFixture[str]) -> None:
    call_command("demo_data")
    assert json.loads(capfd.readouterr().out)["people"]


# --- Yesterday
def test_yesterday_three_appointments_ended(demo: Demo) -> None:
    """They are used, so they are no subjects; their day is that of the site."""
    yesterday = timezone.localdate() - timedelta(days=1)
    assert {date.fromisoformat(one["day"]) for one in demo["over"]} == {yesterday}
    listed = {(one["kind"], one["id"]) for one in demo["subjects"]}
    for one in demo["over"]:
        assert ("booking", one["id"]) not in listed
        assert Room.objects.get(pk=one["room_id"]).status == "ended"


def test_the_practitioners_day_says_how_each_went(demo: Demo, livekit: FakeLiveKit) -> None:
    """The worker tells Estuary so with its first look."""
    effects.run_due(at=timezone.now(), limit=1000)
    nadia = User.objects.get(email=demo["over"][0]["practitioner"])
    found = page(nadia, f"/day/{demo['over'][0]['day']}/")
    assert found.count("Completed") == 2
    assert "Together 46\u00a0min" in found
    assert "Client did not come" in found
    assert "±" in found
    for one in demo["over"]:
        assert f"/bookings/{one['id']}/statement/" in found
        client = User.objects.get(email=one["clients"][0])
        assert f"/bookings/{one['id']}/statement/" in page(client, f"/bookings/{one['id']}/")
