"""What stands in somebody's calendar, ready for a page: appointments, their own places in sessions, and the
sessions that they lead."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Service, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from rooms.conf import conf
from rooms.lifecycle import Window, window_of
from rooms.models import Outcome, Room

#: How many past entries a page shows.
PAST_LIMIT = 20

_OPEN_BOOKINGS = [
    BookingState.DRAFT,
    BookingState.PENDING_PAYMENT,
    BookingState.CONFIRMED,
    BookingState.IN_PROGRESS,
]
_OPEN_SESSIONS = [SessionState.DRAFT, SessionState.SCHEDULED, SessionState.IN_PROGRESS]
_JOINABLE = {"confirmed", "scheduled", "in_progress"}


@dataclass(frozen=True)
class Entry:
    """One line of the calendar.

    Attributes:
        booking: the appointment, or one's own place in a session; None for a session that one leads.
        session: the group session; None for an appointment.
        leads: the person is a practitioner here.
        at: the moment the page speaks of.
    """

    booking: Booking | None
    session: Session | None
    leads: bool
    at: datetime

    @property
    def found(self) -> Booking | Session:
        found = self.booking or self.session
        if found is None:
            raise ValueError("An entry without booking and session.")
        return found

    @cached_property
    def service(self) -> Service:
        return self.session.service if self.session else self.booking.get_service()  # type: ignore[union-attr]

    @property
    def client(self) -> User | None:
        """The client, where a practitioner looks at one booking."""
        return self.booking.client if self.leads and self.booking else None

    @property
    def title(self) -> str:
        if self.client is not None:
            return self.client.name
        if self.session is not None:
            return self.service.name
        return _("Session with %(name)s") % {"name": self.service.practitioner}

    @property
    def facts(self) -> list[str]:
        """What is said under the title."""
        is_named = self.session is None or self.client is not None  # the title does not name the service
        practitioner = [self.service.practitioner.user.name] if self.session and not self.leads else []
        others = [_("with %(name)s") % {"name": p} for p in self.service.get_practitioners()[1:]]
        minutes = _("%(minutes)s min") % {"minutes": self.service.duration_minutes}
        minutes = minutes.replace(" ", "\u00a0")  # number and unit stay on one line
        recorded = [_("may be recorded")] if self.service.recording else []
        kind = self.service.name if is_named else self.service.get_kind_display()
        return [kind, *practitioner, *others, minutes, *recorded]

    @property
    def initials(self) -> str:
        """Of the person on the other side; empty for a session, where there are many."""
        if self.client is None and self.session is not None:
            return ""
        name = (self.client or self.service.practitioner.user).name
        words = [word for word in name.split() if not word.endswith(".")] or name.split()
        return "".join(word[0] for word in [words[0], *words[1:][-1:]]).upper()

    @property
    def starts_at(self) -> datetime | None:
        return self.found.starts_at

    @property
    def ends_at(self) -> datetime | None:
        return self.found.ends_at

    @property
    def state(self) -> str:
        return self.found.state

    @property
    def state_label(self) -> str:
        if self.state == BookingState.NO_SHOW:
            outcome = self.room.outcome if self.room else ""
            if outcome == Outcome.NO_SHOW_PRACTITIONER:
                return _("Did not take place")
            if self.leads:
                return _("Client did not come")
        return self.found.get_state_display()

    @property
    def room(self) -> Room | None:
        return self.session.room if self.session else self.found.room

    @property
    def inside(self) -> int:
        """How many people are in the room."""
        return self.room.participant_count if self.room and not self.room.has_ended else 0

    @property
    def places(self) -> int | None:
        """How many places of a session are taken; None where the page did not count."""
        return getattr(self.session, "places", None)

    @cached_property
    def window(self) -> Window | None:
        """When Join works; None where it never will."""
        if self.state not in _JOINABLE or (self.room and self.room.has_ended):
            return None
        return window_of(self.starts_at, self.ends_at, early=conf.early, overtime=conf.max_overtime)

    @property
    def is_open(self) -> bool:
        return self.window is not None and self.window.holds(self.at)

    @property
    def is_early(self) -> bool:
        return self.window is not None and self.at < self.window.opens_at

    @property
    def is_past(self) -> bool:
        return not self.is_open and (self.ends_at is not None and self.ends_at <= self.at)

    @property
    def lobby_url(self) -> str:
        if self.session is not None:
            return f"/room/session/{self.session.pk}/lobby"
        return f"/room/booking/{self.found.pk}/lobby"

    @property
    def url(self) -> str:
        if self.booking is not None:
            return reverse("booking", args=[self.booking.pk])
        return reverse("session", args=[self.found.pk])


def entry_of(booking: Booking, user: User, at: datetime) -> Entry:
    leads = booking.client_id != user.pk
    return Entry(booking, booking.session, leads, at)


def coming_up(user: User, at: datetime) -> list[Entry]:
    """What is still to come or may still be entered, the next thing first, drafts last."""
    since = at - conf.max_overtime
    ahead = models.Q(finishes__gt=since) | models.Q(begins=None)
    bookings = (
        Booking.objects.in_calendar_of(user)
        .with_times()
        .filter(ahead, state__in=_OPEN_BOOKINGS)
        .with_details()
    )
    sessions = (
        Session.objects.led_by(user)
        .with_details()
        .filter(models.Q(ends_at__gt=since) | models.Q(starts_at=None), state__in=_OPEN_SESSIONS)
    )
    entries = [entry for entry in _entries(bookings, sessions, user, at) if not entry.is_past]
    latest = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    # Of two at the same time, one's own appointment comes first.
    return sorted(
        entries, key=lambda entry: (entry.starts_at or latest, entry.session is not None, entry.found.pk)
    )


def past(user: User, at: datetime) -> list[Entry]:
    """What is over, cancelled or missed, the newest first; not more than `PAST_LIMIT`."""
    over = models.Q(finishes__lte=at) | ~models.Q(state__in=_OPEN_BOOKINGS)
    bookings = Booking.objects.in_calendar_of(user).with_times().filter(over).with_details()
    sessions = (
        Session.objects.led_by(user)
        .with_details()
        .filter(models.Q(ends_at__lte=at) | ~models.Q(state__in=_OPEN_SESSIONS))
    )
    entries = _entries(
        bookings.newest_first()[:PAST_LIMIT], sessions.order_by("-starts_at")[:PAST_LIMIT], user, at
    )
    entries = [entry for entry in entries if not entry.is_open]
    earliest = datetime.min.replace(tzinfo=timezone.get_current_timezone())
    return sorted(entries, key=lambda entry: entry.starts_at or earliest, reverse=True)[:PAST_LIMIT]


def on_day(user: User, day: date, at: datetime) -> list[Entry]:
    """Everything that somebody has or leads on one day, in the site's time zone."""
    since = timezone.make_aware(datetime.combine(day, time.min))
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    bookings = Booking.objects.in_calendar_of(user).overlapping(since, until).with_details()
    sessions = Session.objects.led_by(user).with_details().filter(starts_at__lt=until, ends_at__gt=since)
    entries = _entries(bookings, sessions, user, at)
    return sorted(entries, key=lambda entry: (entry.starts_at or since, entry.ends_at or until))


def _entries(
    bookings: models.QuerySet[Booking], sessions: models.QuerySet[Session], user: User, at: datetime
) -> list[Entry]:
    led = [Entry(None, session, True, at) for session in sessions]
    return [entry_of(booking, user, at) for booking in bookings] + led
