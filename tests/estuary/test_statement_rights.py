"""Who sees what of a statement."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from rooms import lifecycle
from rooms.models import Room
from tests.conftest import MakeBooking
from tests.estuary.statement_pages import booking, of, room_of, session, words
from tests.estuary.telling import over, was
from tests.estuary.test_pages import as_
from tests.hosts.estuary_site import make_user

__all__ = ["booking", "session"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_practitioner_sees_all_of_it(booking: Booking, practitioner: User) -> None:
    found = words(practitioner, of(booking))
    assert "Together, the billable time 46 min 00 s" in found
    assert "Dr. Nadia Rahman" in found
    assert "Jonas Weber" in found


def test_so_does_who_assists(booking: Booking, assistant: User) -> None:
    assert "Together, the billable time" in words(assistant, of(booking))


def test_the_client_sees_their_own_times_and_the_outcome(booking: Booking, client_user: User) -> None:
    found = words(client_user, of(booking))
    assert "You were inside for 46 min 00 s" in found
    assert "Completed" in found
    assert "billable" not in found
    assert "52:00" not in found  # how long Dr. Rahman was inside


def test_a_client_of_a_session_sees_nobody_else(session: Session, client_user: User) -> None:
    place = session.bookings.get(client=client_user)
    found = words(client_user, of(place))
    assert "You were inside for 59 min 00 s" in found
    assert "Mara" not in found


def test_a_client_who_did_not_come_is_not_told_that_nobody_did(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, 0, 16, leads=True)
    over(room_of(booking), 16)
    found = words(client_user, of(booking))
    assert "Nobody was inside" not in found
    assert "You have not objected, and nothing was changed." in found
    assert "When you were there" not in found, "an empty picture says nothing"


# --- What staff decided
def decide(room: Room, outcome: str, reason: str, staff: User) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.override_outcome(
            locked, outcome, reason=reason, by=staff, by_name=staff.name, at=timezone.now()
        )


def test_the_client_of_an_appointment_reads_what_staff_decided_and_why(
    booking: Booking, client_user: User, staff: User
) -> None:
    decide(room_of(booking), "no_show_client", "He left the line open.", staff)
    found = words(client_user, of(booking))
    assert "Objections and changes" in found
    assert re.search(r"Version 2 of (\d+ \w+, )?\d\d:\d\d, final since", found)
    assert "Staff changed the outcome from “Completed” to “You did not come”: He left the line open." in found
    assert staff.name not in found


def test_the_client_of_a_session_reads_what_staff_decided_and_not_why(
    session: Session, client_user: User, practitioner: User, staff: User
) -> None:
    assert session.room is not None
    decide(session.room, "no_show_practitioner", "Mara says that nobody spoke.", staff)
    found = words(client_user, of(session.bookings.get(client=client_user)))
    assert "Staff changed the outcome from “Completed” to “The practitioner did not come”." in found
    assert "Mara" not in found
    assert "Mara says that nobody spoke." in words(practitioner, of(session))


# --- Who finds nothing
def test_other_clients_and_strangers_find_nothing(
    booking: Booking, session: Session, second_client: User, stranger: User, client_user: User
) -> None:
    for user in (second_client, stranger):
        assert as_(user).get(of(booking)).status_code == 404
    for user in (second_client, client_user, stranger):
        assert as_(user).get(of(session)).status_code == 404


def test_a_place_in_a_session_has_no_statement_for_others(
    session: Session, client_user: User, practitioner: User, second_client: User
) -> None:
    place = session.bookings.get(client=client_user)
    for user in (practitioner, second_client):
        assert as_(user).get(of(place)).status_code == 404
    assert "Mara Lindgren" in words(practitioner, of(session))


def test_staff_who_may_view_rooms_see_all_of_it(booking: Booking, session: Session, staff: User) -> None:
    assert "Together, the billable time 46 min 00 s" in words(staff, of(booking))
    assert "Mara Lindgren" in words(staff, of(session))


def test_staff_without_that_permission_find_nothing(booking: Booking) -> None:
    clerk = make_user("Ida Voss", "ida@estuary.example", is_staff=True)
    assert as_(clerk).get(of(booking)).status_code == 404


def test_strangers_log_in_first(booking: Booking, client: Client) -> None:
    assert client.get(of(booking))["Location"] == f"/log-in/?next={of(booking)}"


def test_a_booking_without_a_room_has_no_statement(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=timezone.now() + timedelta(days=2))
    Room.objects.all().delete()
    assert as_(client_user).get(of(booking)).status_code == 404
