"""What Estuary does with the news from `rooms`: a room was made, a session began, this is how it ended."""

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import changes, outcomes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from rooms.models import Room
from rooms.signals import room_created
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.outcomes import end, tell_outcome, tell_start

#: Rooms are made on commit.
pytestmark = pytest.mark.django_db(transaction=True)


# --- A room was made
def test_a_booking_knows_its_room_once_rooms_says_so(make_booking: MakeBooking) -> None:
    booking = make_booking()
    room = Room.objects.get()
    for _twice in range(2):
        room_created.send(Room, event_id=uuid4(), room_id=room.pk, kind="booking", ref=str(booking.pk))
    booking.refresh_from_db()
    assert booking.room == room


def test_a_session_knows_its_room(make_session: MakeSession) -> None:
    session = make_session()
    room = Room.objects.get()
    room_created.send(Room, event_id=uuid4(), room_id=room.pk, kind="session", ref=str(session.pk))
    session.refresh_from_db()
    assert session.room == room


def test_late_news_of_an_older_room_does_not_hide_the_newer_one(make_booking: MakeBooking) -> None:
    booking = make_booking()
    older = Room.objects.get()
    end(older)
    newer = Room.objects.create(
        name="individual-000000000001",
        room_type="individual",
        subject_kind="booking",
        subject_ref=str(booking.pk),
        max_participants=2,
    )
    outcomes.record_room("booking", str(booking.pk))
    room_created.send(Room, event_id=uuid4(), room_id=older.pk, kind="booking", ref=str(booking.pk))
    booking.refresh_from_db()
    assert booking.room == newer


def test_the_newest_is_looked_for_in_the_statement_that_writes_it(
    make_booking: MakeBooking, make_session: MakeSession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Between two, an operator might delete it."""
    booking, session = make_booking(), make_session()
    with django_assert_num_queries(2):
        outcomes.record_room("booking", str(booking.pk))
        outcomes.record_room("session", str(session.pk))


def test_news_of_a_room_that_is_gone_is_no_trouble(db: None) -> None:
    outcomes.record_room("booking", "12")


# --- A session began
def test_a_booking_is_going_on_when_the_first_person_is_inside(make_booking: MakeBooking) -> None:
    booking = make_booking()
    tell_start("booking", booking.pk)
    booking.refresh_from_db()
    assert booking.state == State.IN_PROGRESS


def test_a_session_and_its_confirmed_bookings_are_going_on(
    make_session: MakeSession, stranger: User, client_user: User
) -> None:
    session = make_session()
    unpaid = changes.book_session(session, stranger)
    changes.cancel(session.bookings.get(client=client_user).pk, by=client_user)
    tell_start("session", session.pk)
    session.refresh_from_db()
    unpaid.refresh_from_db()
    assert session.state == SessionState.IN_PROGRESS
    assert sorted(session.bookings.values_list("state", flat=True)) == [
        State.CANCELED,
        State.IN_PROGRESS,
        State.PENDING_PAYMENT,
    ]


def test_a_late_start_of_a_room_that_has_ended_changes_nothing(make_booking: MakeBooking) -> None:
    """The booking was moved: it waits for its next room."""
    booking = make_booking()
    room = Room.objects.get()
    end(room)
    tell_start("booking", booking.pk, room)
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


@pytest.mark.parametrize("state", [State.COMPLETED, State.NO_SHOW, State.CANCELED, State.PENDING_PAYMENT])
def test_a_start_said_again_does_not_wake_what_is_over(make_booking: MakeBooking, state: State) -> None:
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state=state)
    tell_start("booking", booking.pk)
    booking.refresh_from_db()
    assert booking.state == state


# --- How it ended
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("completed", State.COMPLETED),
        ("no_show_client", State.NO_SHOW),
        ("no_show_practitioner", State.NO_SHOW),
        ("no_show_both", State.NO_SHOW),
    ],
)
@pytest.mark.parametrize("before", [State.CONFIRMED, State.IN_PROGRESS])
def test_the_outcome_is_the_end_of_a_booking(
    make_booking: MakeBooking, before: State, outcome: str, state: State
) -> None:
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state=before)
    tell_outcome("booking", booking.pk, outcome)
    booking.refresh_from_db()
    assert booking.state == state


def test_better_evidence_corrects_the_outcome(make_booking: MakeBooking) -> None:
    booking = make_booking()
    tell_outcome("booking", booking.pk, "no_show_client")
    tell_outcome("booking", booking.pk, "completed", previous="no_show_client")
    booking.refresh_from_db()
    assert booking.state == State.COMPLETED


def test_what_a_person_marked_by_hand_stays(make_booking: MakeBooking) -> None:
    booking = make_booking()
    changes.mark_missed(booking.pk)
    tell_outcome("booking", booking.pk, "completed")
    booking.refresh_from_db()
    assert booking.state == State.NO_SHOW


@pytest.mark.parametrize("previous", [None, "no_show_client"])
def test_a_canceled_booking_stays_canceled(make_booking: MakeBooking, previous: str | None) -> None:
    booking = make_booking()
    changes.cancel(booking.pk, by=None)
    tell_outcome("booking", booking.pk, "completed", previous=previous)
    booking.refresh_from_db()
    assert booking.state == State.CANCELED


def test_in_a_session_each_client_ends_as_they_came(
    make_session: MakeSession, client_user: User, second_client: User, stranger: User
) -> None:
    session = make_session(clients=(client_user, second_client, stranger))
    changes.cancel(session.bookings.get(client=stranger).pk, by=stranger)
    tell_start("session", session.pk)
    tell_outcome(
        "session", session.pk, "completed", {str(client_user.pk): True, str(second_client.pk): False}
    )
    states = dict(session.bookings.values_list("client__name", "state"))
    assert states == {
        "Jonas Weber": State.COMPLETED,
        "Mara Lindgren": State.NO_SHOW,
        "Felix Stern": State.CANCELED,
    }
    session.refresh_from_db()
    assert session.state == SessionState.COMPLETED


def test_a_session_without_its_practitioner_took_place_for_nobody(
    make_session: MakeSession, client_user: User
) -> None:
    session = make_session()
    tell_outcome("session", session.pk, "no_show_practitioner", {str(client_user.pk): True})
    session.refresh_from_db()
    assert session.state == SessionState.MISSED
    assert set(session.bookings.values_list("state", flat=True)) == {State.NO_SHOW}


def test_a_session_is_corrected_for_each_client(
    make_session: MakeSession, client_user: User, second_client: User
) -> None:
    session = make_session()
    everyone = {str(client_user.pk): True, str(second_client.pk): False}
    tell_outcome("session", session.pk, "completed", everyone)
    everyone[str(second_client.pk)] = True
    tell_outcome("session", session.pk, "completed", everyone, previous="completed")
    assert set(session.bookings.values_list("state", flat=True)) == {State.COMPLETED}


def test_the_outcome_of_something_unknown_changes_nothing(make_booking: MakeBooking) -> None:
    booking = make_booking()
    tell_outcome("booking", booking.pk + 1, "completed")
    tell_outcome("session", 12, "completed")
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_an_outcome_ends_with_the_room_it_came_from(make_booking: MakeBooking) -> None:
    """Telling the outcome changes the booking, which tells `rooms` again: no second room may come of it."""
    booking = make_booking()
    end(Room.objects.get())
    tell_outcome("booking", booking.pk, "completed")
    assert Room.objects.count() == 1
