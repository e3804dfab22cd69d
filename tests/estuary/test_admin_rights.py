"""Who may only look in the admin changes nothing there, and who may change is asked before anything is cancelled."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from estuary.accounts.models import User
from estuary.bookings import course_changes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.courses import MakeCourse
from tests.estuary.operating import choose

pytestmark = pytest.mark.django_db


def allow(user: User, right: str) -> Client:
    """Staff without any other right."""
    user.is_superuser, user.is_staff = False, True
    user.save()
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="bookings", codename__startswith=f"{right}_")
    )
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("action", ["confirm", "cancel", "complete", "mark_missed"])
def test_who_may_only_look_changes_no_booking(staff: User, make_booking: MakeBooking, action: str) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT if action == "confirm" else State.CONFIRMED)
    looking = allow(staff, "view")
    found = choose(looking, "booking", action, booking, confirmed="yes")
    assert "Jonas Weber" in found, "the list is there to be looked at"
    assert f'value="{action}"' not in found
    assert Booking.objects.get().state == booking.state


def test_who_may_only_look_cancels_no_session_and_no_course(
    staff: User, make_session: MakeSession, make_course: MakeCourse, client_user: User
) -> None:
    session, course = make_session(), make_course(24)
    course_changes.book(course, client_user, state=State.CONFIRMED)
    looking = allow(staff, "view")
    for table, row in (("session", session), ("course", course)):
        choose(looking, table, "cancel", row, confirmed="yes")
    assert not Booking.objects.filter(state=State.CANCELED).exists()


def test_who_may_change_may_confirm(staff: User, make_booking: MakeBooking) -> None:
    choose(allow(staff, "change"), "booking", "confirm", make_booking(state=State.PENDING_PAYMENT))
    assert Booking.objects.get().state == State.CONFIRMED


def test_cancelling_a_booking_asks_first(operator: Client, make_booking: MakeBooking) -> None:
    booking = make_booking()
    found = choose(operator, "booking", "cancel", booking)
    assert "1 booking is cancelled" in found
    assert str(booking) in found
    assert Booking.objects.get().state == State.CONFIRMED


def test_cancelling_a_session_says_how_many_lose_their_place(
    operator: Client, make_session: MakeSession, client_user: User
) -> None:
    session = make_session()
    session.bookings.filter(client=client_user).update(state=State.CANCELED)
    assert "1 booking is cancelled" in choose(operator, "session", "cancel", session)
    session.refresh_from_db()
    assert session.state == "scheduled"
