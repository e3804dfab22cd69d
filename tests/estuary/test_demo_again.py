"""`manage.py demo_data` asked again: what was used goes on by itself, and everything listed is unused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from estuary.bookings import changes
from estuary.bookings.models import Booking
from estuary.demo import scene
from estuary.demo.people import ensure_people
from rooms.models import Room, RoomParticipant, Visit
from tests.estuary.demo import enter, refresh, subject

#: Rooms are made on commit.
pytestmark = pytest.mark.django_db(transaction=True)


def test_asked_twice_it_names_the_same_unused_subjects_and_tells_the_past_once() -> None:
    def past() -> tuple[int, int]:
        over = Booking.objects.filter(own_starts_at__lt=timezone.now() - timedelta(hours=6))
        return over.count(), Visit.objects.count()

    first = refresh()
    before = past()
    second = refresh()
    for names in ("subjects", "over"):
        assert [(one["id"], one["room_id"]) for one in first[names]] == [
            (one["id"], one["room_id"]) for one in second[names]
        ]
    assert past() == before
    assert min(before) > 0


def test_asked_hours_later_the_same_rooms_have_moved_to_now() -> None:
    at = timezone.now() - timedelta(hours=1, minutes=20)
    with transaction.atomic():
        earlier = scene.set_scene(ensure_people(), at)
    booking = earlier.listed[0].found
    demo = refresh()
    now = subject(demo, "now")
    assert now["id"] == booking.pk
    room = Room.objects.get(pk=now["room_id"])
    assert room.scheduled_start == datetime.fromisoformat(now["starts_at"])


def test_used_rooms_are_replaced_and_left_alone() -> None:
    def rooms_now() -> dict[str, dict[str, Any]]:
        found = [one for one in refresh()["subjects"] if one["state"] in {"now", "course"}]
        return {one["room_type"] if one["state"] == "now" else "course": one for one in found}

    def seen(room_id: str) -> tuple[str, datetime | None, int]:
        room = Room.objects.get(pk=room_id)
        return room.status, room.scheduled_start, room.participant_count

    used = rooms_now()
    assert set(used) == {"individual", "group", "webinar", "broadcast", "course"}
    for number, one in enumerate(used.values()):
        enter(one["room_id"], leave=number % 2 == 1)
    before = {room_type: seen(one["room_id"]) for room_type, one in used.items()}
    fresh = rooms_now()
    for room_type, one in fresh.items():
        assert one["id"] != used[room_type]["id"]
        assert one["room_id"] not in {None, used[room_type]["room_id"]}
        assert seen(used[room_type]["room_id"]) == before[room_type]


def test_a_room_that_ended_or_put_somebody_out_is_used_and_one_that_was_only_asked_for_is_not() -> None:
    """A token makes a participant, and nobody was inside."""
    demo = refresh()
    removed_from, ended, asked = (subject(demo, "now", kind) for kind in ("individual", "group", "webinar"))
    RoomParticipant.objects.create(
        room_id=removed_from["room_id"], identity="1-ann", role="participant", removed_at=timezone.now()
    )
    Room.objects.filter(pk=ended["room_id"]).update(status="ended", ended_at=timezone.now())
    RoomParticipant.objects.create(room_id=asked["room_id"], identity="1-ann", role="participant")
    again = refresh()
    assert subject(again, "now")["id"] != removed_from["id"]
    assert subject(again, "now", "group")["id"] != ended["id"]
    assert subject(again, "now", "webinar")["id"] == asked["id"]


def test_what_people_did_with_the_bookings_does_not_stay_in_the_list() -> None:
    demo = refresh()
    pending, now, later = (subject(demo, state) for state in ("pending", "now", "in_three_days"))
    changes.confirm(pending["id"])
    changes.cancel(now["id"], by=None)
    changes.move(later["id"], timezone.now() + timedelta(days=9))
    group = subject(demo, "now", "group")
    place = Booking.objects.filter(session=group["id"])[0]
    changes.cancel(place.pk, by=place.client)
    again = refresh()
    assert subject(again, "pending")["id"] != pending["id"]
    assert subject(again, "now")["id"] != now["id"]
    assert subject(again, "in_three_days")["starts_at"] == later["starts_at"], "moved back"
    assert subject(again, "now", "group")["id"] != group["id"], "a client gave up their place"
    assert subject(again, "now", "group")["clients"] == group["clients"]


# --- Recording
def records(settings: Settings, page: str) -> dict[str, tuple[bool, str]]:
    """Of each kind of session that goes on now, whether it may be recorded, and who is asked."""
    settings.ROOMS = {**settings.ROOMS, "RECORDING_STORAGE": "recordings", "RECORDER_PAGE_URL": page}
    found = [one for one in refresh()["subjects"] if one["state"] == "now"]
    return {one["room_type"]: (one["recording"], one["recording_consent"]) for one in found}


def test_where_the_site_can_record_the_group_may_be_and_asks_nobody(settings: Settings) -> None:
    found = records(settings, "http://127.0.0.1:8000/record/")
    assert found["group"] == (True, "off")
    assert found["individual"] == (False, "ask")
    assert found["broadcast"] == (False, "inform")


def test_a_demo_that_was_made_without_a_recorder_learns_of_one_and_forgets_it_again(
    settings: Settings,
) -> None:
    assert records(settings, "")["group"][0] is False
    assert records(settings, "http://127.0.0.1:8000/record/")["group"] == (True, "off")
    assert records(settings, "")["group"][0] is False
