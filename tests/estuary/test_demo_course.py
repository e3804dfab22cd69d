"""The course of the demo data: it is always going on, whenever one asks."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from estuary.bookings.models import Course, Session
from estuary.demo import scene
from estuary.demo.people import ensure_people
from tests.estuary.test_demo_data import enter, refresh, subject

#: Rooms are made on commit.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_course_is_going_on_with_dates_behind_and_ahead_of_it() -> None:
    """Its people have a booking on each of five dates; of those that are over it is known who came."""
    now = subject(refresh(), "course", "webinar")
    course = Course.objects.get(pk=now["course"])
    dates = list(course.sessions.order_by("starts_at"))
    assert [date.state for date in dates] == ["completed", "completed", "scheduled", "scheduled", "scheduled"]
    assert dates[2].pk == now["id"]
    assert {date.bookings.count() for date in dates} == {len(now["clients"])}
    assert set(dates[0].bookings.values_list("state", flat=True)) == {"completed", "no_show"}
    assert set(dates[4].bookings.values_list("state", flat=True)) == {"confirmed"}


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
