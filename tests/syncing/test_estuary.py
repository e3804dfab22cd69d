"""The same, as Estuary lives it: a change of a booking, a commit, a room."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from rooms.models import Room
from rooms.syncing import sync_between
from tests.conftest import MakeBooking, MakeSession

pytestmark = pytest.mark.django_db(transaction=True)


def test_confirming_a_booking_makes_its_room(make_booking: MakeBooking) -> None:
    booking = make_booking(state=BookingState.PENDING_PAYMENT)
    assert Room.objects.count() == 0
    changes.confirm(booking.pk)
    room = Room.objects.get()
    assert (room.subject_kind, room.subject_ref, room.status) == ("booking", str(booking.pk), "pending")
    assert room.name.startswith("individual-")


def test_cancelling_it_ends_the_room(make_booking: MakeBooking, practitioner: User) -> None:
    booking = make_booking()
    changes.cancel(booking.pk, by=practitioner)
    assert Room.objects.get().end_reason == "cancelled"


def test_a_session_has_one_room_for_all_its_bookings(make_session: MakeSession) -> None:
    session = make_session()
    assert list(Room.objects.values_list("subject_kind", "subject_ref")) == [("session", str(session.pk))]
    tomorrow = timezone.now() + timedelta(days=1)
    session_changes.schedule(session.pk, tomorrow, tomorrow + timedelta(hours=1))
    assert Room.objects.get().scheduled_start == tomorrow


def test_a_bulk_update_behind_our_back_is_repaired(make_booking: MakeBooking) -> None:
    booking = make_booking(state=BookingState.PENDING_PAYMENT)
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.CONFIRMED)
    now = timezone.now()
    assert sync_between(now - timedelta(hours=2), now + timedelta(days=2), at=now) == 1
    assert Room.objects.count() == 1
