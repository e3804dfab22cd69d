"""One line of somebody's calendar, ready for a page: what it is called, when it is, what one can do there."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Course, Service, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from rooms.conf import conf
from rooms.lifecycle import Window, window_of
from rooms.models import EndReason, Outcome, Room
from rooms.statement.brief import Brief
from rooms.statement_page import minutes_words, plus_minus_words

_JOINABLE = {"confirmed", "scheduled", "in_progress"}


@dataclass(frozen=True)
class Numbers:
    """How many people a session has.

    Attributes:
        places: booked.
        inside: of those, in the room now.
        attended: of those, there in the end.
    """

    places: int
    inside: int
    attended: int


@dataclass(frozen=True)
class Entry:
    """One line of the calendar.

    Attributes:
        booking: the appointment, or one's own place in a session; None for a session that one leads.
        session: the group session; None for an appointment.
        leads: the person is a practitioner here.
        at: the moment the page speaks of.
        people_inside: names, for who leads it, where the page shows them.
        brief: minutes and outcome, for who leads; None where the page did not ask, or there are none.
    """

    booking: Booking | None
    session: Session | None
    leads: bool
    at: datetime
    people_inside: tuple[str, ...] = ()
    brief: Brief | None = None

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
        recorded = [_("may be recorded")] if self.service.recording else []
        kind = self.service.name if is_named else self.service.get_kind_display()
        number = [self.date_number] if self.date_number else []
        return [kind, *number, *practitioner, *others, self.length, *recorded]

    @property
    def length(self) -> str:
        words = _("%(minutes)s min") % {"minutes": self.service.duration_minutes}
        return words.replace(" ", "\u00a0")  # number and unit stay on one line

    @property
    def course(self) -> Course | None:
        return self.session.course if self.session else None

    @property
    def date_number(self) -> str:
        """Which date of its course this is; empty outside of one, and where the date has no time (any more)."""
        if self.session is None or self.course is None:
            return ""
        dates = dates_of(self.course)
        if self.session not in dates:
            return ""
        number = dates.index(self.session) + 1
        return _("date %(number)s of %(count)s") % {"number": number, "count": len(dates)}

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
    def watch(self) -> str:
        """What the API calls it; the page listens to that."""
        return f"session:{self.session.pk}" if self.session else f"booking:{self.found.pk}"

    @property
    def is_live(self) -> bool:
        """Something may still happen in its room."""
        return self.window is not None or self.inside > 0

    @property
    def numbers(self) -> Numbers | None:
        """Of a session, for who leads it; None where the page did not count."""
        places = getattr(self.session, "places", None)
        if self.session is None or places is None:
            return None
        came = self.session.attended  # type: ignore[attr-defined]
        if self._ended_early:  # then nobody missed it, and their bookings do not say who was there
            came = self.session.clients_seen  # type: ignore[attr-defined]
        return Numbers(places, self.session.clients_inside, came)  # type: ignore[attr-defined]

    @property
    def _ended_early(self) -> bool:
        return self.room is not None and was_ended_early(
            self.room.end_reason, self.room.scheduled_start, self.room.ended_at
        )

    @property
    def says_live(self) -> bool:
        """Its numbers say who is inside, so that "going on" would say the same again, or the opposite."""
        return self.numbers is not None and self.state == SessionState.IN_PROGRESS

    @property
    def has_ended(self) -> bool:
        """The books are closed: what became of each booking is known."""
        return self.state in {SessionState.COMPLETED, SessionState.MISSED}

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
    def has_statement(self) -> bool:
        """Somebody was in the room, or it is over: there is something to read."""
        return self.room is not None and (self.room.started_at is not None or self.room.has_ended)

    @property
    def statement_url(self) -> str:
        """Of the session to who leads it; to a client their own times."""
        if self.session is not None and self.leads:
            return reverse("session-statement", args=[self.session.pk])
        return reverse("booking-statement", args=[self.found.pk])

    @property
    def together(self) -> str:
        """`Together 46 min, ± 10 s`: the billable minutes, where somebody met.

        Not while people are inside: it grows, and the page is not told of each minute.
        """
        if self.brief is None or not self.brief.together_seconds or self.inside:
            return ""
        time = minutes_words(self.brief.together_seconds)
        if self.brief.is_exact:
            return _("Together %(time)s") % {"time": time}
        plus_minus = plus_minus_words(self.brief.plus_minus_seconds)
        words = _("Together %(time)s, ± %(plus_minus)s") % {"time": time, "plus_minus": plus_minus}
        return words.replace("± ", "±\u00a0")

    @property
    def waited(self) -> str:
        """`You waited 15 min`: how long who leads was there in vain."""
        if self.brief is None or not self.brief.waited_seconds:
            return ""
        return _("You waited %(time)s") % {"time": minutes_words(self.brief.waited_seconds)}

    @property
    def minutes(self) -> str:
        """What a list says of the time: together, or in vain."""
        return self.together or self.waited

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


def was_ended_early(end_reason: str, scheduled_start: datetime | None, ended_at: datetime | None) -> bool:
    """Its practitioner ended it before the clients' time to come was over."""
    if end_reason != EndReason.HOST or scheduled_start is None or ended_at is None:
        return False
    return ended_at < scheduled_start + conf.grace


def dates_of(course: Course) -> list[Session]:
    """Its dates in order, without those that were cancelled or have no time; from a prefetch where there is one."""
    counted = [
        date for date in course.sessions.all() if date.starts_at and date.state != SessionState.CANCELED
    ]
    return sorted(counted, key=lambda date: (date.starts_at, date.pk))


def entry_of(booking: Booking, user: User, at: datetime) -> Entry:
    leads = booking.client_id != user.pk
    return Entry(booking, booking.session, leads, at)
