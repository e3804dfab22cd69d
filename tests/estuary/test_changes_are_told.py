"""Each change of a booking or a session is told once it is committed, and `rooms` follows."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Session
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import Room
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.courses import refused
from tests.estuary.hearing import Told

TOMORROW = timezone.now().replace(microsecond=0) + timedelta(days=1)


# --- Telling
@pytest.mark.django_db(transaction=True)
def test_each_change_is_told_once_after_its_commit(make_booking: MakeBooking, told: Told) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    changes.confirm(booking.pk)
    changes.move(booking.pk, TOMORROW)
    changes.cancel(booking.pk, by=None)
    assert told == [("booking", booking.pk)] * 4


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_is_never_told_and_makes_no_room(
    make_booking: MakeBooking, told: Told
) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    told.clear()
    with transaction.atomic():
        changes.confirm(booking.pk)
        transaction.set_rollback(True)
    booking.refresh_from_db()
    assert booking.state == State.PENDING_PAYMENT
    assert told == []
    assert not Room.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_confirmed_booking_has_a_room_at_once(make_booking: MakeBooking) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    assert not Room.objects.exists()
    changes.confirm(booking.pk)
    room = Room.objects.get()
    assert (room.subject_kind, room.subject_ref, room.status) == ("booking", str(booking.pk), "pending")


@pytest.mark.django_db(transaction=True)
def test_a_canceled_booking_ends_its_room(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking()
    changes.cancel(booking.pk, by=client_user)
    room = Room.objects.get()
    assert (room.status, room.end_reason) == ("ended", "cancelled")


@pytest.mark.django_db(transaction=True)
def test_a_moved_booking_takes_its_room_along(make_booking: MakeBooking) -> None:
    booking = make_booking()
    changes.move(booking.pk, TOMORROW)
    assert Room.objects.get().scheduled_start == TOMORROW


@pytest.mark.django_db(transaction=True)
def test_trouble_with_the_room_does_not_undo_the_booking(
    make_booking: MakeBooking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    monkeypatch.setattr("rooms.sync", lambda kind, ref: 1 / 0)
    changes.confirm(booking.pk)
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED
    assert "on_commit" in caplog.text


# --- Group sessions
@pytest.mark.django_db(transaction=True)
def test_a_session_gets_its_room_with_its_time_and_keeps_it_when_the_time_changes(
    make_session: MakeSession, told: Told
) -> None:
    session = make_session(starts_at=None, clients=())
    assert not Room.objects.exists()
    session_changes.schedule(session.pk, TOMORROW, TOMORROW + timedelta(hours=1))
    room = Room.objects.get()
    later = TOMORROW + timedelta(days=1)
    session_changes.schedule(session.pk, later, later + timedelta(hours=1))
    room.refresh_from_db()
    assert room.scheduled_start == later
    assert told == [("session", session.pk)] * 3


@pytest.mark.django_db(transaction=True)
def test_a_session_without_its_time_keeps_a_parked_room(make_session: MakeSession) -> None:
    session = session_changes.unschedule(make_session().pk)
    assert (session.state, session.starts_at) == (SessionState.DRAFT, None)
    room = Room.objects.get()
    assert (room.status, room.scheduled_start) == ("pending", None)


@pytest.mark.django_db(transaction=True)
def test_a_canceled_session_cancels_every_open_place_and_is_told_once(
    make_session: MakeSession, practitioner: User, client_user: User, told: Told
) -> None:
    session = make_session()
    given_up = session.bookings.get(client=client_user)
    changes.cancel(given_up.pk, by=client_user)
    told.clear()
    session_changes.cancel(session.pk, by=practitioner)
    assert set(session.bookings.values_list("state", flat=True)) == {State.CANCELED}
    assert session.bookings.get(client=client_user).canceled_by == client_user
    assert told == [("session", session.pk)]
    assert Room.objects.get().end_reason == "cancelled"


def test_a_session_that_is_over_cannot_be_scheduled(make_session: MakeSession) -> None:
    session = make_session()
    Session.objects.filter(pk=session.pk).update(state=SessionState.COMPLETED)
    with refused("wrong_state"):
        session_changes.schedule(session.pk, TOMORROW, TOMORROW + timedelta(hours=1))


def test_a_session_cannot_end_before_it_starts(make_session: MakeSession) -> None:
    with refused("ends_too_early"):
        session_changes.schedule(make_session().pk, TOMORROW, TOMORROW)
