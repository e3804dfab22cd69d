"""The admin changes bookings by the same way as the pages: through their owners, and `rooms` hears of it."""

from datetime import timedelta

import pytest
from django.test import Client

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import Room
from tests.conftest import MakeBooking, MakeService, MakeSession
from tests.estuary.operating import choose, split

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "table",
    ["accounts/user", "bookings/booking", "bookings/session", "bookings/service", "bookings/practitioner"],
)
def test_every_list_and_form_opens(
    operator: Client, make_booking: MakeBooking, make_session: MakeSession, table: str
) -> None:
    make_booking()
    make_session()
    assert operator.get(f"/admin/{table}/?q=Nadia").status_code == 200
    assert operator.get(f"/admin/{table}/add/").status_code == 200


def test_an_operator_opens_a_booking(operator: Client, make_booking: MakeBooking) -> None:
    found = operator.get(f"/admin/bookings/booking/{make_booking().pk}/change/")
    assert found.status_code == 200
    assert 'name="state"' not in found.content.decode(), "the state changes by actions only"


def test_confirming_makes_the_room(operator: Client, make_booking: MakeBooking) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    choose(operator, "booking", "confirm", booking)
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED
    assert Room.objects.get().subject_ref == str(booking.pk)


def test_cancelling_ends_the_room_and_says_who_did_it(
    operator: Client, make_booking: MakeBooking, staff: User
) -> None:
    booking = make_booking()
    choose(operator, "booking", "cancel", booking, confirmed="yes")
    booking.refresh_from_db()
    assert (booking.state, booking.canceled_by) == (State.CANCELED, staff)
    assert Room.objects.get().end_reason == "cancelled"


def test_what_is_refused_is_said_and_the_rest_is_done(operator: Client, make_booking: MakeBooking) -> None:
    canceled, fine = make_booking(), make_booking()
    Booking.objects.filter(pk=canceled.pk).update(state=State.CANCELED)
    found = choose(operator, "booking", "complete", canceled, fine)
    assert "That is not possible" in found
    assert "1 changed." in found
    fine.refresh_from_db()
    assert fine.state == State.COMPLETED


def test_marking_as_missed(operator: Client, make_booking: MakeBooking) -> None:
    booking = make_booking()
    choose(operator, "booking", "mark_missed", booking)
    booking.refresh_from_db()
    assert booking.state == State.NO_SHOW


def test_another_time_moves_the_room(operator: Client, make_booking: MakeBooking) -> None:
    booking = make_booking()
    form = split("own_starts_at", days=1)
    assert operator.post(f"/admin/bookings/booking/{booking.pk}/change/", form).status_code == 302
    booking.refresh_from_db()
    assert Room.objects.get().scheduled_start == booking.starts_at
    assert booking.ends_at is not None
    assert booking.starts_at is not None
    assert booking.ends_at - booking.starts_at == timedelta(hours=1)


def test_an_operator_books_for_a_client(
    operator: Client, make_service: MakeService, client_user: User
) -> None:
    form = {"client": client_user.pk, "service": make_service().pk, **split("own_starts_at", days=1)}
    assert operator.post("/admin/bookings/booking/add/", form).status_code == 302
    booking = Booking.objects.get()
    assert (booking.state, booking.client) == (State.PENDING_PAYMENT, client_user)
    assert booking.ends_at is not None


def test_an_operator_gives_a_place_in_a_session(
    operator: Client, make_session: MakeSession, stranger: User
) -> None:
    session = make_session()
    form = {"client": stranger.pk, "session": session.pk}
    assert operator.post("/admin/bookings/booking/add/", form).status_code == 302
    assert session.bookings.filter(client=stranger).count() == 1


def test_a_full_answer_to_a_booking_that_cannot_be(
    operator: Client, make_session: MakeSession, stranger: User
) -> None:
    session = make_session()
    Session.objects.filter(pk=session.pk).update(state=SessionState.COMPLETED)
    answer = operator.post(
        "/admin/bookings/booking/add/", {"client": stranger.pk, "session": session.pk}, follow=True
    )
    assert "can no longer be booked" in answer.content.decode()
    assert not session.bookings.filter(client=stranger).exists()


@pytest.mark.parametrize("chosen", [set(), {"service", "session"}])
def test_a_booking_is_for_a_service_or_a_session(
    operator: Client,
    make_session: MakeSession,
    make_service: MakeService,
    stranger: User,
    chosen: set[str],
) -> None:
    offers = {"service": make_service().pk, "session": make_session().pk}
    form = {"client": stranger.pk, **{name: offers[name] for name in chosen}}
    answer = operator.post("/admin/bookings/booking/add/", form)
    assert "Choose a service, one session or a course." in answer.content.decode()
    assert not Booking.objects.filter(client=stranger).exists()


def test_a_second_place_for_a_client_is_refused_in_words(
    operator: Client, make_session: MakeSession, client_user: User
) -> None:
    form = {"client": client_user.pk, "session": make_session().pk}
    answer = operator.post("/admin/bookings/booking/add/", form, follow=True)
    assert "has a place in this session already" in answer.content.decode()


def test_nothing_is_deleted(operator: Client, make_booking: MakeBooking) -> None:
    booking = make_booking()
    assert operator.post(f"/admin/bookings/booking/{booking.pk}/delete/", {"post": "yes"}).status_code == 403
    assert 'value="delete_selected"' not in operator.get("/admin/bookings/booking/").content.decode()


# --- Sessions
def test_a_new_session_is_scheduled_by_its_time(operator: Client, make_service: MakeService) -> None:
    form = {
        "service": make_service("workshop").pk,
        **split("starts_at", days=1),
        **split("ends_at", days=1, hours=1),
    }
    assert operator.post("/admin/bookings/session/add/", form).status_code == 302
    assert Session.objects.get().state == SessionState.SCHEDULED
    assert Room.objects.get().subject_kind == "session"


def test_a_session_without_a_time_is_a_draft(operator: Client, make_service: MakeService) -> None:
    form = {"service": make_service("workshop").pk, "starts_at_0": "", "starts_at_1": ""}
    form |= {"ends_at_0": "", "ends_at_1": ""}
    assert operator.post("/admin/bookings/session/add/", form).status_code == 302
    assert Session.objects.get().state == SessionState.DRAFT
    assert not Room.objects.exists()


def test_taking_the_time_away_parks_the_room(operator: Client, make_session: MakeSession) -> None:
    session = make_session()
    form = dict.fromkeys(("starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1"), "")
    assert operator.post(f"/admin/bookings/session/{session.pk}/change/", form).status_code == 302
    session.refresh_from_db()
    assert session.state == SessionState.DRAFT
    assert Room.objects.get().scheduled_start is None


def test_cancelling_a_session_cancels_its_places(
    operator: Client, make_session: MakeSession, staff: User
) -> None:
    session = make_session()
    choose(operator, "session", "cancel", session, confirmed="yes")
    assert set(session.bookings.values_list("state", "canceled_by")) == {(State.CANCELED, staff.pk)}


# --- People
def test_an_operator_makes_an_account(operator: Client) -> None:
    form = {
        "email": "Ann@Example.org",
        "name": "Ann",
        "usable_password": "true",
        "password1": "a long battery horse",
        "password2": "a long battery horse",
    }
    assert operator.post("/admin/accounts/user/add/", form).status_code == 302
    assert User.objects.get(email="ann@example.org").check_password("a long battery horse")


def test_an_address_that_is_taken_in_another_case_is_refused(operator: Client, client_user: User) -> None:
    form = {"email": "JONAS@example.org", "name": "Another", "usable_password": "false"}
    answer = operator.post("/admin/accounts/user/add/", form)
    assert answer.status_code == 200
    assert User.objects.filter(email="jonas@example.org").count() == 1
