"""A course is many dates: who changes all of them at once must not lock them from the other end."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import course_changes
from estuary.bookings.changes import ChangeRefused
from estuary.bookings.models import Booking, Course, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from rooms.models import Room, Status
from tests.conftest import MakeService
from tests.joining.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def course(make_service: MakeService) -> Course:
    """Eight evenings, from tomorrow on."""
    course = course_changes.plan(make_service("course", name="Eight steady evenings"))
    for day in range(1, 9):
        course_changes.add_date(course, timezone.now() + timedelta(days=day))
    return course


def test_it_is_cancelled_while_people_book_it(
    course: Course, clients: tuple[User, ...], practitioner: User
) -> None:
    booking = [partial(course_changes.book, course, client) for client in clients[:8]]

    *results, cancelled = at_once(*booking, partial(course_changes.cancel, course.pk, by=practitioner))

    assert isinstance(cancelled, Course), cancelled
    for result in results:
        assert isinstance(result, list | ChangeRefused), result
    assert set(Session.objects.values_list("state", flat=True)) == {SessionState.CANCELED}
    assert set(Booking.objects.values_list("state", flat=True)) <= {BookingState.CANCELED}
    assert not Room.objects.exclude(status=Status.ENDED).exists()


def test_it_is_cancelled_while_people_give_up_their_places(
    course: Course, clients: tuple[User, ...], practitioner: User
) -> None:
    for client in clients[:8]:
        course_changes.book(course, client, state=BookingState.CONFIRMED)
    leaving = [partial(course_changes.cancel_places, course, client, by=client) for client in clients[:8]]

    *results, cancelled = at_once(*leaving, partial(course_changes.cancel, course.pk, by=practitioner))

    assert isinstance(cancelled, Course), cancelled
    for result in results:
        assert isinstance(result, list | ChangeRefused), result
    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.CANCELED}
