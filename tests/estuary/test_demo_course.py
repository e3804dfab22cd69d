"""The course of the demo data: it is always going on, whenever one asks."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from estuary.bookings.models import Course, Session
from estuary.demo import scene
from estuary.demo.people import ensure_people
from tests.estuary.demo import enter, refresh, subject

#: Rooms are made on commit.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_used_date_of_the_course_is_followed_by_one_more() -> None:
    """Not by one more course: whoever tries it ten times would have its later dates ten times in the calendar."""
    used = subject(refresh(), "course", "webinar")
    enter(used["room_id"])
    again = subject(refresh(), "course", "webinar")
    assert (again["course"], again["clients"]) == (used["course"], used["clients"])
    assert again["id"] != used["id"]
    assert Session.objects.filter(course=again["course"]).count() == 6
    enter(again["room_id"])
    assert subject(refresh(), "course", "webinar")["course"] == used["course"]


def test_a_course_whose_next_date_has_come_is_replaced() -> None:
    with transaction.atomic():
        scene.set_scene(ensure_people(), timezone.now() - timedelta(days=8))
    before = Course.objects.get()
    now = subject(refresh(), "course", "webinar")
    assert now["course"] != before.pk
    assert Session.objects.get(pk=now["id"]).starts_at == datetime.fromisoformat(now["starts_at"])
