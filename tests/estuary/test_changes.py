"""The owner of bookings: what it allows, what it tells, and what happens when two people are quick."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.changes import ChangeRefused
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from estuary.bookings.signals import booking_changed, session_changed
from rooms.models import Room
from tests.conftest import MakeBooking, MakeService, MakeSession

Told = list[tuple[str, int]]
TOMORROW = timezone.now().replace(microsecond=0) + timedelta(days=1)


@pytest.fixture
def told() -> Iterator[Told]:
    """What was told, in order."""
    heard: Told = []

    def hear_booking(booking_id: int, **kwargs: Any) -> None:
        heard.append(("booking", booking_id))

    def hear_session(session_id: int, **kwargs: Any) -> None:
        heard.append(("session", session_id))

    booking_changed.connect(hear_booking)
    session_changed.connect(hear_session)
    yield heard
    booking_changed.disconnect(hear_booking)
    session_changed.disconnect(hear_session)


def refused(code: str) -> Any:
    return pytest.raises(ChangeRefused, match=f"^{code}:")


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


# --- Two people at once
def test_who_looked_at_an_older_booking_is_told(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT)
    seen = booking.revision
    changes.move(booking.pk, TOMORROW, revision=seen)
    with refused("changed_meanwhile"):
        changes.cancel(booking.pk, by=client_user, revision=seen)
    booking.refresh_from_db()
    assert booking.state == State.PENDING_PAYMENT


@pytest.mark.django_db(transaction=True)
def test_two_people_who_cancel_and_confirm_at_the_same_moment(make_booking: MakeBooking) -> None:
    """One of them is first, the other hears of it; the booking has exactly one of the two states."""
    booking = make_booking(state=State.PENDING_PAYMENT)
    barrier, answers = Barrier(2), []

    def press(change: Any) -> None:
        try:
            barrier.wait()
            answers.append(change(booking.pk, revision=booking.revision).state)
        except ChangeRefused as answer:
            answers.append(answer.code)
        finally:
            connection.close()

    people = [
        Thread(target=press, args=(changes.confirm,)),
        Thread(target=press, args=(lambda pk, revision: changes.cancel(pk, by=None, revision=revision),)),
    ]
    for one in people:
        one.start()
    for one in people:
        one.join(timeout=30)
    won = ({State.CONFIRMED, State.CANCELED} & set(answers)).pop()
    assert sorted(answers) == sorted([won, "changed_meanwhile"])
    booking.refresh_from_db()
    assert booking.state == won


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_into_the_same_hour_one_gets_it(
    make_booking: MakeBooking, make_service: MakeService, second_client: User
) -> None:
    service = make_service()
    bookings = [
        make_booking(starts_at=TOMORROW + timedelta(days=1), service=service),
        make_booking(starts_at=TOMORROW + timedelta(days=2), service=service, client=second_client),
    ]
    barrier, answers = Barrier(2), []

    def move(booking: Booking) -> None:
        try:
            barrier.wait()
            changes.move(booking.pk, TOMORROW, only_if_free=True)
            answers.append("moved")
        except ChangeRefused as answer:
            answers.append(answer.code)
        finally:
            connection.close()

    people = [Thread(target=move, args=(booking,)) for booking in bookings]
    for one in people:
        one.start()
    for one in people:
        one.join(timeout=30)
    assert sorted(answers) == ["moved", "practitioner_busy"]
    assert Booking.objects.filter(own_starts_at=TOMORROW).count() == 1


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
