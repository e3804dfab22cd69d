"""Courses in the admin: made, booked and cancelled through their owner."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import course_changes, session_changes
from estuary.bookings.models import Course
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from tests.conftest import MakeService
from tests.estuary.courses import MakeCourse, dates_of, states_of
from tests.estuary.operating import choose, split

pytestmark = pytest.mark.django_db


def test_an_operator_makes_a_course_and_its_dates(operator: Client, make_service: MakeService) -> None:
    service = make_service("course")
    operator.post("/admin/bookings/course/add/", {"service": service.pk})
    course = Course.objects.get()
    form = {"service": service.pk, "course": course.pk, **split("starts_at", days=3)}
    form |= split("ends_at", days=3, hours=1)
    assert operator.post("/admin/bookings/session/add/", form).status_code == 302
    (date,) = course.sessions.all()
    assert date.state == SessionState.SCHEDULED


def test_an_operator_books_a_course_for_a_client(
    operator: Client, make_course: MakeCourse, client_user: User
) -> None:
    course = make_course(24, 48)
    form = {"client": client_user.pk, "course": course.pk}
    assert operator.post("/admin/bookings/booking/add/", form).status_code == 302
    assert states_of(course, client_user) == [State.PENDING_PAYMENT] * 2


def test_an_operator_cancels_a_course_for_everybody(
    operator: Client, make_course: MakeCourse, client_user: User
) -> None:
    course = make_course(-48, 24, 48)
    course_changes.book(course, client_user, state=State.CONFIRMED)
    session_changes.finish(dates_of(course)[0].pk)
    found = choose(operator, "course", "cancel", course)
    assert "2 bookings are cancelled" in found
    assert states_of(course, client_user) == [State.CONFIRMED] * 2, "it asks first"
    choose(operator, "course", "cancel", course, confirmed="yes")
    assert [date.state for date in dates_of(course)] == ["completed", "canceled", "canceled"]
    assert states_of(course, client_user) == [State.CANCELED] * 2


def test_the_list_of_courses_costs_the_same_however_many(
    operator: Client, make_course: MakeCourse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        make_course(24, 48)
    with django_assert_max_num_queries(8):
        assert operator.get("/admin/bookings/course/").status_code == 200
