"""How a session ended comes after something else has changed, or for a crowd."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from estuary.rooms_host import EstuaryHost
from rooms.models import Room
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.outcomes import end, tell_outcome, tell_start

#: Rooms are made on commit.
pytestmark = pytest.mark.django_db(transaction=True)


# --- The appointment was changed between the room's end and the word of it
def test_a_booking_that_was_moved_meanwhile_has_not_been_missed(make_booking: MakeBooking) -> None:
    booking = make_booking()
    end(Room.objects.get())
    changes.move(booking.pk, timezone.now() + timedelta(days=7))

    tell_outcome("booking", booking.pk, "no_show_client")

    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_a_session_whose_time_was_taken_away_while_people_were_inside_closes_its_books(
    make_session: MakeSession, client_user: User
) -> None:
    session = make_session("workshop")
    tell_start("session", session.pk)
    session_changes.unschedule(session.pk)
    end(Room.objects.get())

    tell_outcome("session", session.pk, "completed", {str(client_user.pk): True})

    session.refresh_from_db()
    assert session.state == SessionState.DRAFT
    states = set(session.bookings.values_list("client__name", "state"))
    assert states == {("Jonas Weber", State.COMPLETED), ("Mara Lindgren", State.NO_SHOW)}


@pytest.mark.parametrize(("hours", "state"), [(0, State.IN_PROGRESS), (24, State.CONFIRMED)])
def test_a_booking_that_goes_on_in_its_new_time_stays_in_progress(
    hours: int, state: State, make_booking: MakeBooking
) -> None:
    booking = make_booking()
    tell_start("booking", booking.pk)
    moved = changes.move(booking.pk, timezone.now() + timedelta(hours=hours, minutes=5))
    assert moved.state == state


@pytest.mark.parametrize(("minute", "absent"), [(10, State.COMPLETED), (20, State.NO_SHOW)])
def test_who_had_no_time_to_come_has_not_missed_a_session(
    minute: int, absent: State, make_session: MakeSession, client_user: User
) -> None:
    session = make_session("workshop")
    assert session.starts_at is not None
    Room.objects.update(
        status="ended", end_reason="host", ended_at=session.starts_at + timedelta(minutes=minute)
    )

    tell_outcome("session", session.pk, "completed", {str(client_user.pk): True})

    assert session.bookings.get(client__name="Mara Lindgren").state == absent
    assert session.bookings.get(client=client_user).state == State.COMPLETED


def test_a_broadcast_of_a_thousand_closes_its_books_in_a_few_queries(
    make_session: MakeSession, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = make_session("broadcast", clients=())
    crowd = User.objects.bulk_create(
        User(email=f"viewer{number}@example.org", name=f"Viewer {number}") for number in range(1200)
    )
    Booking.objects.bulk_create(Booking(client=one, session=session, state=State.CONFIRMED) for one in crowd)
    tell_start("session", session.pk)
    came = {str(viewer.pk): number % 3 != 0 for number, viewer in enumerate(crowd)}
    with django_assert_max_num_queries(30):
        tell_outcome("session", session.pk, "completed", came)
    assert session.bookings.filter(state=State.COMPLETED).count() == 800
    assert session.bookings.filter(state=State.NO_SHOW).count() == 400
    assert EstuaryHost().clients("session", str(session.pk))[-1].name == "Viewer 1199"


def test_who_is_not_named_by_a_correction_is_as_before(make_session: MakeSession, client_user: User) -> None:
    session = make_session("workshop")
    mara = session.bookings.get(client__name="Mara Lindgren")
    tell_outcome("session", session.pk, "completed", {str(client_user.pk): True, str(mara.client_id): False})

    tell_outcome("session", session.pk, "completed", {str(mara.client_id): True}, "completed")

    assert set(session.bookings.values_list("state", flat=True)) == {State.COMPLETED}
