"""The owner of bookings: what it allows, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from tests.conftest import MakeBooking, MakeService, MakeSession
from tests.estuary.courses import refused
from tests.estuary.hearing import Told

TOMORROW = timezone.now().replace(microsecond=0) + timedelta(days=1)


# --- Booking
def test_an_appointment_lasts_as_long_as_its_service(make_service: MakeService, client_user: User) -> None:
    booking = changes.book_service(make_service(minutes=50), client_user, starts_at=TOMORROW)
    assert booking.ends_at is not None
    assert booking.starts_at is not None
    assert booking.ends_at - booking.starts_at == timedelta(minutes=50)
    assert booking.state == State.PENDING_PAYMENT


def test_an_appointment_without_a_time_is_a_draft(make_service: MakeService, client_user: User) -> None:
    booking = changes.book_service(make_service(), client_user, starts_at=None, state=State.CONFIRMED)
    assert (booking.state, booking.starts_at, booking.ends_at) == (State.DRAFT, None, None)


def test_a_client_has_one_place_in_a_session(make_session: MakeSession, client_user: User) -> None:
    session = make_session()
    with refused("already_booked"):
        changes.book_session(session, client_user)


def test_a_place_that_was_given_up_can_be_booked_again(make_session: MakeSession, client_user: User) -> None:
    session = make_session()
    changes.cancel(session.bookings.get(client=client_user).pk, by=client_user)
    changes.book_session(session, client_user)
    assert session.bookings.filter(client=client_user).count() == 2


def test_a_canceled_session_takes_no_bookings(make_session: MakeSession, stranger: User) -> None:
    session = make_session()
    session_changes.cancel(session.pk, by=None)
    with refused("wrong_state"):
        changes.book_session(session, stranger)


# --- Two things at one time
@pytest.mark.parametrize("minutes", [-30, 0, 30])
def test_a_time_at_which_the_practitioner_has_something_else_is_refused(
    minutes: int, make_booking: MakeBooking, make_service: MakeService, second_client: User
) -> None:
    make_booking(starts_at=TOMORROW, client=second_client)
    booking = make_booking(starts_at=TOMORROW + timedelta(days=1))
    with refused("practitioner_busy"):
        changes.move(booking.pk, TOMORROW + timedelta(minutes=minutes), only_if_free=True)
    booking.refresh_from_db()
    assert booking.starts_at == TOMORROW + timedelta(days=1)


def test_a_session_takes_up_the_practitioner_s_time_too(
    make_booking: MakeBooking, make_session: MakeSession
) -> None:
    make_session(starts_at=TOMORROW)
    booking = make_booking(starts_at=TOMORROW + timedelta(days=1))
    with refused("practitioner_busy"):
        changes.move(booking.pk, TOMORROW, only_if_free=True)


@pytest.mark.parametrize("minutes", [-60, 60])
def test_one_hour_after_the_other_is_free(minutes: int, make_booking: MakeBooking) -> None:
    make_booking(starts_at=TOMORROW)
    booking = make_booking(starts_at=TOMORROW + timedelta(days=1))
    moved = changes.move(booking.pk, TOMORROW + timedelta(minutes=minutes), only_if_free=True)
    assert moved.starts_at == TOMORROW + timedelta(minutes=minutes)


def test_what_was_cancelled_takes_up_no_time_and_a_booking_is_not_in_its_own_way(
    make_booking: MakeBooking, make_session: MakeSession
) -> None:
    changes.cancel(make_booking(starts_at=TOMORROW).pk, by=None)
    session_changes.cancel(make_session(starts_at=TOMORROW).pk, by=None)
    booking = make_booking(starts_at=TOMORROW + timedelta(minutes=15))
    assert changes.move(booking.pk, TOMORROW, only_if_free=True).starts_at == TOMORROW


def test_another_practitioner_s_hour_is_no_trouble(
    make_booking: MakeBooking, make_service: MakeService, assistant: User
) -> None:
    service = make_service()
    service.practitioner = assistant.practitioner
    service.save()
    make_booking(starts_at=TOMORROW, service=service)
    booking = make_booking(starts_at=TOMORROW + timedelta(days=1))
    assert changes.move(booking.pk, TOMORROW, only_if_free=True).starts_at == TOMORROW


def test_an_operator_may_put_two_things_at_one_time(make_booking: MakeBooking) -> None:
    make_booking(starts_at=TOMORROW)
    booking = make_booking(starts_at=TOMORROW + timedelta(days=1))
    assert changes.move(booking.pk, TOMORROW).starts_at == TOMORROW


# --- Changing
def test_confirming(make_booking: MakeBooking) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    assert changes.confirm(booking.pk).state == State.CONFIRMED


def test_moving_keeps_the_length_and_the_state(make_booking: MakeBooking) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    moved = changes.move(booking.pk, TOMORROW)
    assert moved.state == State.PENDING_PAYMENT
    assert moved.ends_at is not None
    assert moved.ends_at - TOMORROW == timedelta(minutes=60)


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.NO_SHOW])
def test_what_had_begun_or_was_missed_is_confirmed_again_at_its_new_time(
    make_booking: MakeBooking, state: State
) -> None:
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state=state)
    assert changes.move(booking.pk, TOMORROW).state == State.CONFIRMED


def test_a_place_in_a_session_moves_only_with_its_session(make_session: MakeSession) -> None:
    place = make_session().bookings.all()[0]
    with refused("session_has_the_time"):
        changes.move(place.pk, TOMORROW)


def test_cancelling_keeps_who_and_when(make_booking: MakeBooking, client_user: User) -> None:
    booking = changes.cancel(make_booking().pk, by=client_user)
    assert booking.state == State.CANCELED
    assert booking.canceled_by == client_user
    assert booking.canceled_at is not None


@pytest.mark.parametrize(
    ("state", "change"),
    [
        (State.CANCELED, changes.confirm),
        (State.CANCELED, changes.complete),
        (State.COMPLETED, changes.confirm),
        (State.NO_SHOW, changes.confirm),
        (State.PENDING_PAYMENT, changes.complete),
        (State.DRAFT, changes.mark_missed),
        (State.CONFIRMED, changes.confirm),
    ],
)
def test_a_change_that_has_no_arrow_is_refused_and_changes_nothing(
    make_booking: MakeBooking, state: State, change: Any, told: Told
) -> None:
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state=state)
    with refused("wrong_state"):
        change(booking.pk)
    booking.refresh_from_db()
    assert booking.state == state


@pytest.mark.parametrize("state", [State.COMPLETED, State.CANCELED])
def test_what_is_over_does_not_move(make_booking: MakeBooking, state: State) -> None:
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state=state)
    with refused("wrong_state"):
        changes.move(booking.pk, TOMORROW)


def test_every_state_says_where_it_may_go() -> None:
    assert set(changes.ARROWS) == set(State)
