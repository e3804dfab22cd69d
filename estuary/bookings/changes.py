"""The one owner of bookings: every change by a person, from a page, the admin or a command.

Each function takes the write lock, looks at the row as it is then, changes it, and tells `booking_changed` on
commit. Two people who change the same booking do so one after the other; with `revision`, the number that the
person had before their eyes, the second one is told instead of overwriting the first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Practitioner, Service, Session
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.models.session import SessionState
from estuary.bookings.signals import booking_changed
from rooms.conf import conf

#: From which state a booking may come to which, by a person or by what happened in its room.
ARROWS: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.PENDING_PAYMENT, State.CONFIRMED, State.CANCELED}),
    State.PENDING_PAYMENT: frozenset({State.CONFIRMED, State.CANCELED}),
    State.CONFIRMED: frozenset({State.IN_PROGRESS, State.COMPLETED, State.NO_SHOW, State.CANCELED}),
    State.IN_PROGRESS: frozenset({State.CONFIRMED, State.COMPLETED, State.NO_SHOW, State.CANCELED}),
    State.COMPLETED: frozenset({State.NO_SHOW}),
    State.NO_SHOW: frozenset({State.COMPLETED, State.CONFIRMED}),
    State.CANCELED: frozenset(),
}
#: Neither over nor cancelled.
OPEN = frozenset({State.DRAFT, State.PENDING_PAYMENT, State.CONFIRMED, State.IN_PROGRESS})
#: States in which a booking can be given another time; a missed one is booked again that way.
MOVABLE = OPEN | {State.NO_SHOW}


class ChangeRefused(Exception):
    """The change is not possible now. `code` stays the same, `detail` is for people.

    Codes: `changed_meanwhile`, `wrong_state`, `session_has_the_time`, `already_booked`, `practitioner_busy`,
    `wrong_course`, `ends_too_early`.
    """

    def __init__(self, code: str, detail: str) -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}")


def book_service(
    service: Service, client: User, *, starts_at: datetime | None, state: State = State.PENDING_PAYMENT
) -> Booking:
    """An appointment; it lasts as long as the service does. Without a start it is a draft."""
    with transaction.atomic():
        booking = Booking(service=service, client=client, state=state if starts_at else State.DRAFT)
        _set_times(booking, starts_at)
        return _save(booking)


def book_session(session: Session, client: User, *, state: State = State.PENDING_PAYMENT) -> Booking:
    """A place in a group session.

    Raises:
        ChangeRefused: the client has one already, or the session is over or cancelled.
    """
    try:
        with transaction.atomic():
            session = Session.objects.select_for_update().get(pk=session.pk)
            if session.state not in {SessionState.DRAFT, SessionState.SCHEDULED, SessionState.IN_PROGRESS}:
                raise ChangeRefused("wrong_state", _("This session can no longer be booked."))
            return _save(Booking(session=session, client=client, state=state))
    except IntegrityError as error:
        raise ChangeRefused(
            "already_booked", _("This client has a place in this session already.")
        ) from error


def confirm(booking_id: int, *, revision: int | None = None) -> Booking:
    with _locked(booking_id, revision) as booking:
        if booking.state == State.NO_SHOW:  # a missed one needs another time first: `move`
            raise _wrong_state(booking)
        return _change_state(booking, State.CONFIRMED)


def move(
    booking_id: int, starts_at: datetime, *, revision: int | None = None, only_if_free: bool = False
) -> Booking:
    """Give an appointment another time; it lasts as long as its service does. One that had begun, or was
    missed, is confirmed again, unless people are talking and go on in the new time.

    Args:
        only_if_free: refuse a time at which the practitioner has something else. People choose a time without
            seeing the calendar; an operator sees it, and may have a reason.
    """
    with _locked(booking_id, revision) as booking:
        if booking.session_id is not None:
            raise ChangeRefused("session_has_the_time", _("A place in a session moves with its session."))
        if booking.state not in MOVABLE:
            raise _wrong_state(booking)
        _set_times(booking, starts_at)
        if only_if_free:
            _refuse_if_busy(booking)
        goes_on = booking.state == State.IN_PROGRESS and starts_at - conf.early <= timezone.now()
        if booking.state in {State.IN_PROGRESS, State.NO_SHOW} and not goes_on:
            return _change_state(booking, State.CONFIRMED)
        return _save(booking)


def cancel(booking_id: int, *, by: User | None, revision: int | None = None) -> Booking:
    with _locked(booking_id, revision) as booking:
        mark_canceled(booking, by)
        return _change_state(booking, State.CANCELED)


def complete(booking_id: int, *, revision: int | None = None) -> Booking:
    with _locked(booking_id, revision) as booking:
        return _change_state(booking, State.COMPLETED)


def mark_missed(booking_id: int, *, revision: int | None = None) -> Booking:
    with _locked(booking_id, revision) as booking:
        return _change_state(booking, State.NO_SHOW)


def mark_canceled(booking: Booking, by: User | None) -> None:
    booking.canceled_at, booking.canceled_by = timezone.now(), by


def announce(booking_id: int) -> None:
    """Tell `booking_changed` on commit. A receiver that fails is logged and does not undo the change:
    `manage.py rooms_sync`, which the worker runs every few minutes, repairs what it missed."""

    def tell() -> None:
        booking_changed.send(Booking, booking_id=booking_id)

    transaction.on_commit(tell, robust=True)


@contextmanager
def _locked(booking_id: int, revision: int | None) -> Iterator[Booking]:
    with transaction.atomic():
        # On SQLite the transaction itself holds the write lock; elsewhere the row is locked.
        booking = Booking.objects.select_for_update().get(pk=booking_id)
        if revision is not None and booking.revision != revision:
            raise changed_meanwhile()
        yield booking


def changed_meanwhile() -> ChangeRefused:
    return ChangeRefused(
        "changed_meanwhile",
        _("Somebody else changed this booking in the meantime. Look at it again, then decide."),
    )


def _wrong_state(booking: Booking) -> ChangeRefused:
    return ChangeRefused(
        "wrong_state",
        _("That is not possible: the state of the booking is “%(state)s”.")
        % {"state": booking.get_state_display()},
    )


def _change_state(booking: Booking, state: State) -> Booking:
    if state not in ARROWS[booking.state]:
        raise _wrong_state(booking)
    booking.state = state
    return _save(booking)


def _set_times(booking: Booking, starts_at: datetime | None) -> None:
    booking.own_starts_at = starts_at
    booking.own_ends_at = starts_at and starts_at + timedelta(minutes=booking.get_service().duration_minutes)


def _refuse_if_busy(booking: Booking) -> None:
    # The row of the practitioner is the lock: two bookings moved into one hour wait for each other.
    practitioner = Practitioner.objects.select_for_update().get(pk=booking.get_service().practitioner_id)
    if booking.own_starts_at is None or booking.own_ends_at is None:
        return
    during = booking.own_starts_at, booking.own_ends_at
    appointments = Booking.objects.exclude(pk=booking.pk).of_practitioner(practitioner.pk)
    if (
        appointments.overlapping(*during).exists()
        or Session.objects.of_practitioner(practitioner.pk).overlapping(*during).exists()
    ):
        raise ChangeRefused(
            "practitioner_busy",
            _("%(name)s has something else at that time. Choose another one.") % {"name": practitioner},
        )


def _save(booking: Booking) -> Booking:
    booking.revision += 1
    booking.save()
    announce(booking.pk)
    return booking
