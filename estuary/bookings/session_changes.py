"""The one owner of group sessions: schedule, unschedule, cancel. Tells `session_changed` on commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from estuary.accounts.models import User
from estuary.bookings.changes import ChangeRefused
from estuary.bookings.models import Booking, Course, Service, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState as State
from estuary.bookings.signals import session_changed
from rooms.conf import conf

#: A session in one of these states can be given a time, lose it, or be cancelled.
OPEN = frozenset({State.DRAFT, State.SCHEDULED, State.IN_PROGRESS})


def plan(service: Service, *, course: Course | None = None) -> Session:
    """A draft: it can be booked, but has no time and so no room.

    Args:
        course: the one that this is a date of; it has the same service.
    """
    if course is not None and course.service_id != service.pk:
        raise ChangeRefused("wrong_course", _("This course belongs to another service."))
    with transaction.atomic():
        return save(Session(service=service, course=course))


def schedule(session_id: int, starts_at: datetime, ends_at: datetime) -> Session:
    """Set or change the time; people keep their places. What had begun is confirmed again, unless people are
    talking and go on in the new time."""
    with _locked(session_id) as session:
        if ends_at <= starts_at:
            raise ChangeRefused("ends_too_early", _("The end must be later than the start."))
        session.starts_at, session.ends_at = starts_at, ends_at
        begun = list(session.bookings.filter(state=BookingState.IN_PROGRESS).values_list("pk", flat=True))
        had_begun = session.state == State.IN_PROGRESS or bool(begun)
        if had_begun and starts_at - conf.early <= timezone.now():
            session.state = State.IN_PROGRESS
        else:
            session.state = State.SCHEDULED
            change_bookings(session, begun, BookingState.CONFIRMED)
        return save(session)


def unschedule(session_id: int) -> Session:
    """Take the time away again; the room is parked until there is a new one."""
    with _locked(session_id) as session:
        session.starts_at = session.ends_at = None
        session.state = State.DRAFT
        return save(session)


def cancel(session_id: int, *, by: User | None) -> Session:
    """Cancel the session and every place in it."""
    with _locked(session_id) as session:
        session.state = State.CANCELED
        open_places = session.bookings.exclude(
            state__in=[BookingState.CANCELED, BookingState.COMPLETED, BookingState.NO_SHOW]
        )
        open_places.update(
            state=BookingState.CANCELED,
            canceled_at=timezone.now(),
            canceled_by=by,
            revision=F("revision") + 1,
        )
        return save(session)


def finish(session_id: int) -> Session:
    """It took place; what became of each booking is said with the booking."""
    with _locked(session_id) as session:
        session.state = State.COMPLETED
        return save(session)


@contextmanager
def _locked(session_id: int) -> Iterator[Session]:
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session_id)
        if session.state not in OPEN:
            raise ChangeRefused(
                "wrong_state",
                _("That is not possible: the state of the session is “%(state)s”.")
                % {"state": session.get_state_display()},
            )
        yield session


def save(session: Session) -> Session:
    """Write the session; on commit tell `session_changed`, once for it and all bookings on it."""
    session.revision += 1
    session.save()
    session_id = session.pk

    def tell() -> None:
        session_changed.send(Session, session_id=session_id)

    transaction.on_commit(tell, robust=True)
    return session


def change_bookings(session: Session, booking_ids: list[int], state: BookingState) -> None:
    """Give some bookings of a (locked) session a state; their change is told together with the session's."""
    Booking.objects.filter(session=session, pk__in=booking_ids).update(
        state=state, revision=F("revision") + 1
    )
