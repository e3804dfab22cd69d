"""The demo's course: two dates are over, one is going on now and unused, two are to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from estuary.accounts.models import User
from estuary.bookings import changes, course_changes, session_changes
from estuary.bookings.models import Service, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from estuary.demo.models import DemoSubject
from estuary.demo.situations import has_places, is_unused

KEY = "course"


def ensure_course(
    service: Service, clients: Sequence[User], starts_at: datetime, weeks: Sequence[int]
) -> Session:
    """The unused date of the course that begins at this moment; who of the others came is told already.

    Args:
        weeks: of all dates, from that one; it is the 0 among them.
    """
    found = DemoSubject.objects.filter(key=KEY).select_related("session__course").first()
    session = found.session if found else None
    if session is None or session.service_id != service.pk or not _is_in_order(session, starts_at):
        session = _new_course(service, clients, starts_at, weeks)
    elif (
        session.state != SessionState.SCHEDULED
        or not is_unused("session", session.pk)
        or not has_places(session, clients)
    ):
        session = _another_date(session, clients, starts_at)
    DemoSubject.objects.update_or_create(key=KEY, defaults={"session": session, "booking": None})
    if session.starts_at != starts_at:
        ends_at = starts_at + timedelta(minutes=service.duration_minutes)
        session = session_changes.schedule(session.pk, starts_at, ends_at)
    return session


def _is_in_order(session: Session, starts_at: datetime) -> bool:
    """Moved to this moment, it would still come before the dates that follow it."""
    following = Session.objects.filter(course=session.course, starts_at__gt=session.starts_at)
    return session.course is not None and not following.filter(starts_at__lte=starts_at).exists()


def _new_course(
    service: Service, clients: Sequence[User], starts_at: datetime, weeks: Sequence[int]
) -> Session:
    course = course_changes.plan(service)
    dates = {week: course_changes.add_date(course, starts_at + timedelta(weeks=week)) for week in weeks}
    for week, session in dates.items():
        if week < 0:
            _tell_past(session, clients)
    for client in clients:
        course_changes.book(course, client, state=BookingState.CONFIRMED)
    return Session.objects.get(pk=dates[0].pk)


def _another_date(used: Session, clients: Sequence[User], starts_at: datetime) -> Session:
    """The course has one date more; the one that somebody used goes on by itself."""
    if used.course is None:
        raise ValueError("The demo's course has lost its date.")
    session = course_changes.add_date(used.course, starts_at)
    for client in clients:
        changes.book_session(session, client, state=BookingState.CONFIRMED)
    return session


def _tell_past(session: Session, clients: Sequence[User]) -> None:
    """Everybody came but the last one."""
    for number, client in enumerate(clients, start=1):
        place = changes.book_session(session, client, state=BookingState.CONFIRMED)
        went = changes.mark_missed if number == len(clients) else changes.complete
        went(place.pk)
    session_changes.finish(session.pk)
