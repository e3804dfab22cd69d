"""Two people who change the same thing at the same moment: one is first, the other hears of it."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.changes import ChangeRefused
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from tests.conftest import MakeBooking, MakeService
from tests.estuary.courses import refused

TOMORROW = timezone.now().replace(microsecond=0) + timedelta(days=1)


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
