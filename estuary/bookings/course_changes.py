"""The one owner of courses: each client has one booking on each date, and this books or cancels them together.

Every booking goes through `changes`, as if it had been made alone; all of them, or none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.changes import ChangeRefused
from estuary.bookings.models import Booking, Course, Service, Session
from estuary.bookings.models.booking import BookingState as State


@dataclass(frozen=True)
class Shown:
    """What a person had before their eyes when they decided for a whole course.

    Attributes:
        booking_id: the date on whose page they were.
        revision: its number then.
        dates: how many dates they were told that it is about; None: no number was shown.
    """

    booking_id: int
    revision: int
    dates: int | None = None


def plan(service: Service) -> Course:
    """A course without dates."""
    return Course.objects.create(service=service)


def add_date(course: Course, starts_at: datetime, ends_at: datetime | None = None) -> Session:
    """One more date; it lasts as long as the service unless `ends_at` says otherwise. Nobody is booked on it."""
    with transaction.atomic():
        session = session_changes.plan(course.service, course=course)
        ends_at = ends_at or starts_at + timedelta(minutes=course.service.duration_minutes)
        return session_changes.schedule(session.pk, starts_at, ends_at)


def book(course: Course, client: User, *, state: State = State.PENDING_PAYMENT) -> list[Booking]:
    """A place in every date that is not over; who has some of them already gets the others.

    Raises:
        ChangeRefused: no date is left, or the client has a place in each.
    """
    with transaction.atomic():
        dates = list(
            open_dates(timezone.now()).select_for_update().filter(course=course).order_by("starts_at", "pk")
        )
        if not dates:
            raise ChangeRefused("wrong_state", _("This course can no longer be booked."))
        taken = set(
            Booking.objects.filter(client=client, session__in=dates)
            .exclude(state=State.CANCELED)
            .values_list("session_id", flat=True)
        )
        if len(taken) == len(dates):
            raise ChangeRefused(
                "already_booked", _("This client has a place in each date of this course already.")
            )
        return [changes.book_session(date, client, state=state) for date in dates if date.pk not in taken]


def confirm_places(course: Course, client: User, *, shown: Shown | None = None) -> list[Booking]:
    """Confirm what the client has booked of this course, in one go: it was one payment. What is over stays.

    Raises:
        ChangeRefused: there is none, or it changed since the person looked.
    """
    with transaction.atomic():
        _lock_places(course, client, shown)
        waiting = _places(course, client).filter(
            session__in=open_dates(timezone.now()), state__in=[State.DRAFT, State.PENDING_PAYMENT]
        )
        keys = list(waiting.values_list("pk", flat=True))
        if not keys:
            raise ChangeRefused("wrong_state", _("No date of this course is still to come."))
        return [changes.confirm(key) for key in keys]


def cancel(course_id: int, *, by: User | None) -> Course:
    """Cancel every date that is not over, for everybody.

    Raises:
        ChangeRefused: there is none.
    """
    with transaction.atomic():
        course = Course.objects.get(pk=course_id)
        dates = open_dates(timezone.now()).filter(course=course)
        # In the order of `book`: two who lock the dates from both ends would wait for each other.
        keys = list(dates.order_by("starts_at", "pk").values_list("pk", flat=True))
        if not keys:
            raise ChangeRefused("wrong_state", _("No date of this course is still to come."))
        for key in keys:
            session_changes.cancel(key, by=by)
        return course


def cancel_places(
    course: Course, client: User, *, by: User | None, shown: Shown | None = None
) -> list[Booking]:
    """Give up the client's place in every date that is still to come; what has begun or is over stays.

    Raises:
        ChangeRefused: there is none, or it changed since the person looked.
    """
    with transaction.atomic():
        _lock_places(course, client, shown)
        ahead = list(to_come(course, client, timezone.now()).values_list("pk", flat=True))
        if not ahead:
            raise ChangeRefused("wrong_state", _("No date of this course is still to come."))
        if shown is not None and shown.dates not in (None, len(ahead)):
            raise changes.changed_meanwhile()
        return [changes.cancel(pk, by=by) for pk in ahead]


def to_come(course: Course, client: User, at: datetime) -> models.QuerySet[Booking]:
    """The client's places in dates that have not begun."""
    ahead = models.Q(session__starts_at=None) | models.Q(session__starts_at__gt=at)
    return _places(course, client).filter(ahead, state__in=changes.OPEN)


def _places(course: Course, client: User) -> models.QuerySet[Booking]:
    places = Booking.objects.filter(session__course=course, client=client)
    return places.order_by("session__starts_at", "pk")


def open_dates(at: datetime) -> models.QuerySet[Session]:
    """Of all courses: neither over nor cancelled."""
    not_over = models.Q(ends_at=None) | models.Q(ends_at__gt=at)
    return Session.objects.filter(not_over, state__in=session_changes.OPEN).exclude(course=None)


def _lock_places(course: Course, client: User, shown: Shown | None) -> None:
    # All of them and in one order: two who decide on different dates would wait for each other.
    places = list(_places(course, client).select_for_update(of=("self",)))
    if shown is not None and not any(
        (place.pk, place.revision) == (shown.booking_id, shown.revision) for place in places
    ):
        raise changes.changed_meanwhile()
