"""A course is several sessions; each client has one booking on each date."""

import pytest

from estuary.accounts.models import User
from estuary.bookings import changes, course_changes, session_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import Room
from tests.conftest import MakeService
from tests.estuary.courses import MakeCourse, dates_of, refused, states_of


# --- Booking it
def test_booking_a_course_books_each_of_its_dates(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(24, 48, 72)
    course_changes.book(course, client_user, state=State.CONFIRMED)
    places = Booking.objects.filter(client=client_user).order_by("session__starts_at")
    assert [place.session for place in places] == dates_of(course)
    assert {place.state for place in places} == {State.CONFIRMED}


def test_who_comes_later_books_what_is_left(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(-48, -0.5, 24)
    places = course_changes.book(course, client_user)
    assert [place.session for place in places] == dates_of(course)[1:], "one is going on, one is to come"


def test_who_has_some_of_the_dates_gets_the_others(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(24, 48)
    first, second = dates_of(course)
    changes.book_session(first, client_user)
    (place,) = course_changes.book(course, client_user)
    assert place.session == second


def test_a_course_is_not_booked_twice(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(24, 48)
    course_changes.book(course, client_user)
    with refused("already_booked"):
        course_changes.book(course, client_user)
    assert Booking.objects.count() == 2


def test_a_course_that_is_over_is_not_booked(make_course: MakeCourse, client_user: User) -> None:
    with refused("wrong_state"):
        course_changes.book(make_course(-48, -24), client_user)


def test_a_date_that_was_cancelled_is_not_booked(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(24, 48)
    session_changes.cancel(dates_of(course)[0].pk, by=None)
    assert len(course_changes.book(course, client_user)) == 1


def test_a_date_belongs_to_the_course_of_its_own_service(
    make_course: MakeCourse, make_service: MakeService
) -> None:
    with refused("wrong_course"):
        session_changes.plan(make_service("workshop"), course=make_course())


# --- Confirming and cancelling
def test_one_payment_confirms_all_dates(
    make_course: MakeCourse, client_user: User, second_client: User
) -> None:
    course = make_course(24, 48)
    for client in (client_user, second_client):
        course_changes.book(course, client)
    course_changes.confirm_places(course, client_user)
    assert states_of(course, client_user) == [State.CONFIRMED] * 2
    assert states_of(course, second_client) == [State.PENDING_PAYMENT] * 2


def test_cancelling_all_leaves_what_was_and_what_is_going_on(
    make_course: MakeCourse, client_user: User, second_client: User
) -> None:
    course = make_course(-48, -0.5, 24, 48)
    for session in dates_of(course):
        for client in (client_user, second_client):
            changes.book_session(session, client, state=State.CONFIRMED)
    course_changes.cancel_places(course, client_user, by=client_user)
    assert states_of(course, client_user) == [State.CONFIRMED] * 2 + [State.CANCELED] * 2
    assert states_of(course, second_client) == [State.CONFIRMED] * 4


def test_where_nothing_is_to_come_nothing_is_cancelled(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(-0.5)
    course_changes.book(course, client_user, state=State.CONFIRMED)
    with refused("wrong_state"):
        course_changes.cancel_places(course, client_user, by=client_user)


def test_a_date_that_is_over_is_not_confirmed_any_more(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(-48, -24, -0.5, 24)
    for session in dates_of(course):
        changes.book_session(session, client_user)
    session_changes.finish(dates_of(course)[0].pk)
    course_changes.confirm_places(course, client_user)
    assert states_of(course, client_user) == [State.PENDING_PAYMENT] * 2 + [State.CONFIRMED] * 2


def test_where_nothing_waits_nothing_is_confirmed(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(-48)
    changes.book_session(dates_of(course)[0], client_user)
    with refused("wrong_state"):
        course_changes.confirm_places(course, client_user)


@pytest.mark.django_db(transaction=True)
def test_each_date_has_a_room_of_its_own_and_ends_for_itself(
    make_course: MakeCourse, client_user: User
) -> None:
    course = make_course(-0.5, 24)
    course_changes.book(course, client_user, state=State.CONFIRMED)
    now, tomorrow = dates_of(course)
    assert {room.subject_ref for room in Room.objects.all()} == {str(now.pk), str(tomorrow.pk)}
    assert set(Room.objects.values_list("room_type", flat=True)) == {"webinar"}
    changes.complete(now.bookings.get().pk)
    session_changes.finish(now.pk)
    assert states_of(course, client_user) == [State.COMPLETED, State.CONFIRMED]
    tomorrow.refresh_from_db()
    assert tomorrow.state == SessionState.SCHEDULED
