"""The dates of a course on the pages of its people, and what they decide there for all of them."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import changes, course_changes, session_changes
from estuary.bookings.entry import Entry, entry_of
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from tests.conftest import MakeSession
from tests.estuary.courses import NOW, MakeCourse, dates_of, states_of
from tests.estuary.test_pages import as_, page


def test_each_date_says_which_one_it_is(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(24, 48, 72)
    course_changes.book(course, client_user, state=State.CONFIRMED)
    session_changes.cancel(dates_of(course)[0].pk, by=None)
    places = Booking.objects.with_details().order_by("session__starts_at")
    numbers = [entry_of(place, client_user, NOW).date_number for place in places]
    assert numbers == ["", "date 1 of 2", "date 2 of 2"]


def test_a_session_outside_of_a_course_has_no_number(make_session: MakeSession) -> None:
    assert Entry(None, make_session(), True, NOW).date_number == ""


def test_a_client_sees_the_dates_of_a_course(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(-0.5, 24, 48)
    course_changes.book(course, client_user, state=State.CONFIRMED)
    found = page(client_user)
    assert [f"date {number} of 3" in found for number in (1, 2, 3)] == [True] * 3
    (place,) = Booking.objects.filter(session=dates_of(course)[1])
    assert f'href="/courses/{course.pk}/"' in page(client_user, f"/bookings/{place.pk}/")
    found = page(client_user, f"/courses/{course.pk}/")
    assert "Course with Dr. Nadia Rahman, Priya Nair." in found
    assert [found.index(f"Date {number} of 3") > 0 for number in (1, 2, 3)] == [True] * 3


def test_a_practitioner_sees_the_dates_with_their_numbers(
    make_course: MakeCourse, client_user: User, second_client: User, practitioner: User, assistant: User
) -> None:
    course = make_course(-72, 24)
    past, ahead = dates_of(course)
    for client in (client_user, second_client):
        changes.complete(changes.book_session(past, client, state=State.CONFIRMED).pk)
    session_changes.finish(past.pk)
    course_changes.book(course, client_user)
    for leader in (practitioner, assistant):
        found = page(leader, f"/courses/{course.pk}/")
        assert "2 of 2 came" in found
        assert "1 booked" in found
        assert f"/sessions/{ahead.pk}/" in found
        assert "Change your course" not in found


def test_a_course_is_for_its_own_people(
    make_course: MakeCourse, client_user: User, stranger: User, staff: User
) -> None:
    course = make_course(24)
    course_changes.book(course, client_user)
    for somebody in (stranger, staff):
        assert as_(somebody).get(f"/courses/{course.pk}/").status_code == 404
    assert Client().get(f"/courses/{course.pk}/").status_code == 302


def test_a_date_that_was_given_up_and_booked_again_stands_once(
    make_course: MakeCourse, client_user: User
) -> None:
    course = make_course(24)
    (place,) = course_changes.book(course, client_user)
    changes.cancel(place.pk, by=client_user)
    (again,) = course_changes.book(course, client_user)
    found = page(client_user, f"/courses/{course.pk}/")
    assert (f"/bookings/{again.pk}/" in found, f"/bookings/{place.pk}/" in found) == (True, False)


def press(user: User, booking: Booking, action: str) -> tuple[int, str]:
    answer = as_(user).post(f"/bookings/{booking.pk}/{action}/", {"revision": booking.revision}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_client_gives_up_one_date_or_all(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(24, 48, 72)
    first, second, _third = course_changes.book(course, client_user, state=State.CONFIRMED)
    found = page(client_user, f"/bookings/{first.pk}/")
    assert ("Cancel this date" in found, "Cancel all 3 dates" in found) == (True, True)
    assert press(client_user, first, "cancel")[0] == 200
    assert states_of(course, client_user) == [State.CANCELED, State.CONFIRMED, State.CONFIRMED]
    assert "Cancel 2 dates" in page(client_user, f"/courses/{course.pk}/")
    status, found = press(client_user, second, "cancel-course")
    assert (status, "All dates of the course that are still to come are cancelled." in found) == (200, True)
    assert states_of(course, client_user) == [State.CANCELED] * 3
    assert "Change your course" not in page(client_user, f"/courses/{course.pk}/")


def test_the_practitioner_confirms_the_whole_course(
    make_course: MakeCourse, client_user: User, practitioner: User
) -> None:
    course = make_course(24, 48)
    first, _second = course_changes.book(course, client_user)
    assert press(client_user, first, "confirm-course")[0] == 409, "a client cannot"
    assert "Confirm the whole course" in page(practitioner, f"/bookings/{first.pk}/")
    assert press(practitioner, first, "confirm-course")[0] == 200
    assert states_of(course, client_user) == [State.CONFIRMED] * 2


@pytest.mark.parametrize("action", ["cancel-course", "confirm-course"])
def test_who_looked_at_an_older_date_decides_nothing_for_the_course(
    make_course: MakeCourse, client_user: User, practitioner: User, action: str
) -> None:
    course = make_course(24, 48)
    first, _second = course_changes.book(course, client_user)
    Booking.objects.filter(pk=first.pk).update(revision=first.revision + 1)  # somebody else, meanwhile
    status, found = press(practitioner, first, action)
    assert (status, "Somebody else changed this booking in the meantime" in found) == (409, True)
    assert states_of(course, client_user) == [State.PENDING_PAYMENT] * 2


def test_a_button_that_named_fewer_dates_cancels_none(make_course: MakeCourse, client_user: User) -> None:
    course = make_course(24, 48, 72)
    first, *_others = course_changes.book(course, client_user, state=State.CONFIRMED)
    form = {"revision": first.revision, "dates": 2}
    answer = as_(client_user).post(f"/bookings/{first.pk}/cancel-course/", form)
    assert answer.status_code == 409
    assert "Somebody else changed this booking in the meantime" in answer.content.decode()
    assert states_of(course, client_user) == [State.CONFIRMED] * 3
    assert 'name="dates" value="3"' in page(client_user, f"/courses/{course.pk}/")


def test_a_place_outside_of_a_course_has_no_course_to_cancel(
    make_session: MakeSession, client_user: User
) -> None:
    session = make_session(starts_at=NOW + timedelta(hours=24))
    place = session.bookings.get(client=client_user)
    assert "Cancel booking" in page(client_user, f"/bookings/{place.pk}/")
    assert press(client_user, place, "cancel-course")[0] == 409


def test_many_dates_cost_as_many_queries_as_one(
    make_course: MakeCourse,
    client_user: User,
    practitioner: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    course = make_course(*range(24, 24 * 13, 24))
    course_changes.book(course, client_user, state=State.CONFIRMED)
    for somebody in (client_user, practitioner):
        browser = as_(somebody)
        for address in ("/bookings/", f"/courses/{course.pk}/"):
            with django_assert_max_num_queries(20):
                assert browser.get(address).status_code == 200
