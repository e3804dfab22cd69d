"""`manage.py demo_data`: what it prints is true, unused, and stays so however often it is asked."""

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.models import Booking, Session
from estuary.demo import scene
from estuary.demo.people import ensure_people
from rooms.models import Room, RoomParticipant, Visit
from rooms.models.choices import KnownBy

#: Rooms are made on commit.
pytestmark = pytest.mark.django_db(transaction=True)

Demo = dict[str, Any]


def refresh() -> Demo:
    out = StringIO()
    call_command("demo_data", stdout=out)
    demo: Demo = json.loads(out.getvalue())
    return demo


def subject(demo: Demo, state: str, room_type: str = "individual") -> dict[str, Any]:
    (found,) = [one for one in demo["subjects"] if (one["state"], one["room_type"]) == (state, room_type)]
    return dict(found)


def enter(room_id: str, *, leave: bool = False) -> None:
    """Somebody is, or was, in the room."""
    room = Room.objects.get(pk=room_id)
    now = timezone.now()
    person = RoomParticipant.objects.create(room=room, identity="1-ann@example.org", role="host")
    Visit.objects.create(
        room=room,
        participant=person,
        livekit_sid=f"PA_{room.name}",
        joined_at=now,
        joined_known_by=KnownBy.WEBHOOK,
        left_at=now if leave else None,
        left_known_by=KnownBy.WEBHOOK if leave else "",
    )
    Room.objects.filter(pk=room_id).update(
        status="pending" if leave else "in_use", participant_count=0 if leave else 1
    )


# --- What it names
def test_the_cast(db: None) -> None:
    people = refresh()["people"]
    roles = [person["role"] for person in people]
    assert sorted(set(roles)) == ["assistant", "client", "practitioner", "staff", "stranger"]
    assert roles.count("client") >= 2
    assert all(set(person) == {"role", "email", "password", "name"} for person in people)


def test_everybody_logs_in_with_the_password_that_is_printed() -> None:
    for person in refresh()["people"]:
        answer = Client().post("/log-in/", {"username": person["email"], "password": person["password"]})
        assert answer.status_code == 302, person["name"]


def test_a_changed_password_is_put_right() -> None:
    person = refresh()["people"][2]
    user = User.objects.get(email=person["email"])
    user.set_password("something else")
    user.save()
    refresh()
    user.refresh_from_db()
    assert user.check_password(person["password"])


def test_the_subjects() -> None:
    demo = refresh()
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
            "course",
        }
        assert one["waiting_room"] == "off"
        assert {one["practitioner"], *one["clients"]} <= named
        if one["kind"] == "session":
            assert len(one["clients"]) >= 2


def test_the_four_appointments_are_between_the_same_two_people() -> None:
    pairs = {
        (one["practitioner"], *one["clients"]) for one in refresh()["subjects"] if one["kind"] == "booking"
    }
    assert len(pairs) == 1
    assert len(pairs.pop()) == 2


def test_the_states_are_those_of_the_bookings() -> None:
    demo = refresh()
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


def test_now_began_five_minutes_ago_and_lasts_an_hour() -> None:
    for one in refresh()["subjects"]:
        if one["state"] not in {"now", "course"}:
            continue
        age = timezone.now() - datetime.fromisoformat(one["starts_at"])
        assert timedelta(minutes=5) <= age < timedelta(minutes=6)
        found = (Booking if one["kind"] == "booking" else Session).objects.get(pk=one["id"])
        assert found.starts_at is not None
        assert found.ends_at == found.starts_at + timedelta(hours=1)


def test_rooms_are_named_where_there_are_some_and_nobody_used_them() -> None:
    demo = refresh()
    for one in demo["subjects"]:
        if one["state"] in {"now", "in_three_days", "course"}:
            room = Room.objects.get(pk=one["room_id"])
            assert (room.subject_kind, room.subject_ref) == (one["kind"], str(one["id"]))
            assert (room.status, room.room_type) == ("pending", one["room_type"])
            assert not room.visits.exists()
        else:
            assert one["room_id"] is None


def test_the_assistant_leads_with_the_practitioner() -> None:
    demo = refresh()
    assistant = User.objects.get(email=next(p["email"] for p in demo["people"] if p["role"] == "assistant"))
    assert Booking.objects.of(assistant).filter(pk=subject(demo, "now")["id"]).exists()


@pytest.mark.parametrize(("room_type", "at_least"), [("group", 6), ("webinar", 9), ("broadcast", 9)])
def test_sessions_have_enough_people_to_fill_a_room(room_type: str, at_least: int) -> None:
    clients = subject(refresh(), "now", room_type)["clients"]
    assert len(set(clients)) == len(clients) >= at_least


# --- Asked again
def test_asked_twice_it_names_the_same_unused_subjects() -> None:
    first, second = refresh(), refresh()
    assert [one["id"] for one in first["subjects"]] == [one["id"] for one in second["subjects"]]
    assert [one["room_id"] for one in first["subjects"]] == [one["room_id"] for one in second["subjects"]]
    assert Booking.objects.count() == len(set(Booking.objects.values_list("pk", flat=True)))


def test_asked_hours_later_the_same_rooms_have_moved_to_now() -> None:
    at = timezone.now() - timedelta(hours=1, minutes=20)
    with transaction.atomic():
        earlier = scene.set_scene(ensure_people(), at)
    booking = earlier[0].found
    demo = refresh()
    now = subject(demo, "now")
    assert now["id"] == booking.pk
    room = Room.objects.get(pk=now["room_id"])
    assert room.scheduled_start == datetime.fromisoformat(now["starts_at"])


@pytest.mark.parametrize("leave", [False, True])
def test_used_rooms_are_replaced_and_left_alone(leave: bool) -> None:
    def rooms_now() -> dict[str, dict[str, Any]]:
        found = [one for one in refresh()["subjects"] if one["state"] in {"now", "course"}]
        return {one["room_type"] if one["state"] == "now" else "course": one for one in found}

    def seen(room_id: str) -> tuple[str, datetime | None, int]:
        room = Room.objects.get(pk=room_id)
        return room.status, room.scheduled_start, room.participant_count

    used = rooms_now()
    assert set(used) == {"individual", "group", "webinar", "broadcast", "course"}
    for one in used.values():
        enter(one["room_id"], leave=leave)
    before = {room_type: seen(one["room_id"]) for room_type, one in used.items()}
    fresh = rooms_now()
    for room_type, one in fresh.items():
        assert one["id"] != used[room_type]["id"]
        assert one["room_id"] not in {None, used[room_type]["room_id"]}
        assert seen(used[room_type]["room_id"]) == before[room_type]


def test_a_room_that_somebody_was_removed_from_is_used() -> None:
    used = subject(refresh(), "now")
    RoomParticipant.objects.create(
        room_id=used["room_id"], identity="1-ann", role="participant", removed_at=timezone.now()
    )
    assert subject(refresh(), "now")["id"] != used["id"]


def test_a_room_that_has_ended_is_used() -> None:
    used = subject(refresh(), "now", "group")
    Room.objects.filter(pk=used["room_id"]).update(status="ended", ended_at=timezone.now())
    assert subject(refresh(), "now", "group")["id"] != used["id"]


def test_asking_for_a_token_is_not_use() -> None:
    """It makes a participant, and nobody was inside."""
    unused = subject(refresh(), "now")
    RoomParticipant.objects.create(room_id=unused["room_id"], identity="1-ann", role="participant")
    assert subject(refresh(), "now")["id"] == unused["id"]


def test_what_people_did_with_the_bookings_does_not_stay_in_the_list() -> None:
    demo = refresh()
    pending, now, later = (subject(demo, state) for state in ("pending", "now", "in_three_days"))
    changes.confirm(pending["id"])
    changes.cancel(now["id"], by=None)
    changes.move(later["id"], timezone.now() + timedelta(days=9))
    again = refresh()
    assert subject(again, "pending")["id"] != pending["id"]
    assert subject(again, "now")["id"] != now["id"]
    assert subject(again, "in_three_days")["starts_at"] == later["starts_at"], "moved back"


def test_a_client_who_left_a_session_makes_it_used() -> None:
    before = subject(refresh(), "now", "group")
    place = Booking.objects.filter(session=before["id"])[0]
    changes.cancel(place.pk, by=place.client)
    after = subject(refresh(), "now", "group")
    assert after["id"] != before["id"]
    assert after["clients"] == before["clients"]


def test_only_json_is_on_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    call_command("demo_data")
    assert json.loads(capfd.readouterr().out)["people"]


def test_the_past_is_told_once() -> None:
    refresh()
    past = Booking.objects.filter(own_starts_at__lt=timezone.now() - timedelta(days=1)).count()
    refresh()
    assert Booking.objects.filter(own_starts_at__lt=timezone.now() - timedelta(days=1)).count() == past > 0
