"""A course is several sessions; each client has one booking on each date."""

from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import changes, course_changes, session_changes
from estuary.bookings.changes import ChangeRefused
from estuary.bookings.entry import Entry, entry_of
from estuary.bookings.models import Booking, Course, Session
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import Room
from tests.conftest import MakeService, MakeSession
from tests.estuary.test_pages import as_, page

NOW = timezone.now()


class MakeCourse(Protocol):
    def __call__(self, *hours: float) -> Course: ...


@pytest.fixture
def make_course(make_service: MakeService) -> MakeCourse:
    """Dates by how many hours from now they begin; each takes an hour."""

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


# --- The pages
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


# --- In the admin
@pytest.fixture
def operator(staff: User) -> Client:
    return as_(staff)


def split(name: str, moment: datetime) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M:%S}"}


def test_an_operator_makes_a_course_and_its_dates(operator: Client, make_service: MakeService) -> None:
    service = make_service("course")
    operator.post("/admin/bookings/course/add/", {"service": service.pk})
    course = Course.objects.get()
    starts_at = NOW + timedelta(days=3)
    form = {"service": service.pk, "course": course.pk, **split("starts_at", starts_at)}
    form |= split("ends_at", starts_at + timedelta(hours=1))
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
    answer = {"action": "cancel", "_selected_action": [str(course.pk)]}
    operator.post("/admin/bookings/course/", answer)
    assert [date.state for date in dates_of(course)] == ["completed", "canceled", "canceled"]
    assert states_of(course, client_user) == [State.CANCELED] * 2


def test_the_list_of_courses_costs_the_same_however_many(
    operator: Client, make_course: MakeCourse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        make_course(24, 48)
    with django_assert_max_num_queries(8):
        assert operator.get("/admin/bookings/course/").status_code == 200
