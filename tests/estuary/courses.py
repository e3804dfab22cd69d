"""Courses as tests need them: made by `make_course`, and looked at."""

from datetime import timedelta
from typing import Any, Protocol

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import course_changes
from estuary.bookings.changes import ChangeRefused
from estuary.bookings.models import Booking, Course, Session
from tests.conftest import MakeService

NOW = timezone.now()


class MakeCourse(Protocol):
    """Dates by how many hours from now they begin; each takes an hour."""

    def __call__(self, *hours: float) -> Course: ...


@pytest.fixture
def make_course(make_service: MakeService) -> MakeCourse:
    def make(*hours: float) -> Course:
        course = course_changes.plan(make_service("course", name="Six steady evenings"))
        for begins in hours:
            course_changes.add_date(course, NOW + timedelta(hours=begins))
        return course

    return make


def dates_of(course: Course) -> list[Session]:
    return list(course.sessions.order_by("starts_at"))


def states_of(course: Course, client: User) -> list[str]:
    places = Booking.objects.filter(session__course=course, client=client).order_by("session__starts_at")
    return [str(place.state) for place in places]


def refused(code: str) -> Any:
    return pytest.raises(ChangeRefused, match=f"^{code}:")
