"""What stands in somebody's calendar: appointments, their own places in sessions, and the sessions that they
lead."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.entry import Entry, entry_of
from estuary.bookings.models import Booking, Course, Service, Session
from rooms import live
from rooms.conf import conf
from rooms.statement.brief import briefs_of

#: How many past entries a page shows.
PAST_LIMIT = 20


def coming_up(user: User, at: datetime) -> list[Entry]:
    """What is still to come or may still be entered, the next thing first, drafts last."""
    since = at - conf.max_overtime
    ahead = models.Q(finishes__gt=since) | models.Q(begins=None)
    bookings = (
        Booking.objects.in_calendar_of(user).with_times().filter(ahead, state__in=changes.OPEN).with_details()
    )
    sessions = (
        Session.objects.led_by(user)
        .with_details()
        .with_numbers()
        .filter(models.Q(ends_at__gt=since) | models.Q(starts_at=None), state__in=session_changes.OPEN)
    )
    entries = [entry for entry in _entries(bookings, sessions, user, at) if not entry.is_past]
    latest = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    # Of two at the same time, one's own appointment comes first.
    return sorted(
        entries, key=lambda entry: (entry.starts_at or latest, entry.session is not None, entry.found.pk)
    )


def past(user: User, at: datetime) -> list[Entry]:
    """What is over, cancelled or missed, the newest first; not more than `PAST_LIMIT`."""
    over = models.Q(finishes__lte=at) | ~models.Q(state__in=changes.OPEN)
    bookings = Booking.objects.in_calendar_of(user).with_times().filter(over).with_details()
    sessions = (
        Session.objects.led_by(user)
        .with_details()
        .with_numbers()
        .filter(models.Q(ends_at__lte=at) | ~models.Q(state__in=session_changes.OPEN))
    )
    entries = _entries(
        bookings.newest_first()[:PAST_LIMIT], sessions.order_by("-starts_at")[:PAST_LIMIT], user, at
    )
    entries = with_briefs([entry for entry in entries if not entry.is_open], user, at)
    earliest = datetime.min.replace(tzinfo=timezone.get_current_timezone())
    return sorted(entries, key=lambda entry: entry.starts_at or earliest, reverse=True)[:PAST_LIMIT]


def on_day(user: User, day: date, at: datetime) -> list[Entry]:
    """Everything that somebody has or leads on one day, in the site's time zone."""
    since = timezone.make_aware(datetime.combine(day, time.min))
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    bookings = Booking.objects.in_calendar_of(user).overlapping(since, until).with_details()
    sessions = Session.objects.led_by(user).with_details().with_numbers().overlapping(since, until)
    entries = with_briefs(_entries(bookings, sessions, user, at), user, at)
    return sorted(entries, key=lambda entry: (entry.starts_at or since, entry.ends_at or until))


def with_people_inside(entries: list[Entry]) -> list[Entry]:
    """The same, with the names of who is in the rooms that one leads; one query."""
    rooms = {entry.room.pk for entry in entries if entry.leads and entry.room and entry.inside}
    people = live.read_people(rooms) if rooms else {}
    return [
        replace(entry, people_inside=tuple(person.name for person in people[entry.room.pk] if person.name))
        if entry.leads and entry.room and entry.room.pk in people
        else entry
        for entry in entries
    ]


def of_course(course: Course, user: User, at: datetime) -> list[Entry]:
    """The dates of a course in order: to who leads it with their numbers, to others their own places."""
    sessions = Session.objects.led_by(user).with_details().with_numbers().filter(course=course)
    own = Booking.objects.filter(client=user, session__course=course).with_details()
    newest = {place.session_id: place for place in own.order_by("pk")}  # booked again: the later one counts
    led = {session.pk for session in sessions}
    entries = [Entry(None, session, True, at) for session in sessions]
    entries += [entry_of(place, user, at) for key, place in newest.items() if key not in led]
    latest = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    return sorted(entries, key=lambda entry: (entry.starts_at or latest, entry.found.pk))


def led_between(user: User, since: datetime, until: datetime, at: datetime) -> list[Entry]:
    """What somebody led from `since` until `until` and what there is a statement of, the newest first."""
    bookings = Booking.objects.filter(service__in=Service.objects.led_by(user), session=None)
    sessions = Session.objects.led_by(user).with_details().with_numbers()
    entries = _entries(
        bookings.filter(own_starts_at__gte=since, own_starts_at__lt=until).with_details(),
        sessions.filter(starts_at__gte=since, starts_at__lt=until),
        user,
        at,
    )
    known = with_briefs([entry for entry in entries if entry.has_statement], user, at)
    return sorted(known, key=lambda entry: (entry.starts_at or since, entry.found.pk), reverse=True)


def with_briefs(entries: list[Entry], user: User, at: datetime) -> list[Entry]:
    """The same with minutes and outcome where this user leads; at most three queries for all of them."""
    rooms = [entry.room for entry in entries if entry.leads and entry.has_statement and entry.room]
    briefs = briefs_of(rooms, at=at, reader_ref=str(user.pk)) if rooms else {}
    return [
        replace(entry, brief=briefs[entry.room.pk]) if entry.room and entry.room.pk in briefs else entry
        for entry in entries
    ]


def _entries(
    bookings: models.QuerySet[Booking], sessions: models.QuerySet[Session], user: User, at: datetime
) -> list[Entry]:
    led = [Entry(None, session, True, at) for session in sessions]
    return [entry_of(booking, user, at) for booking in bookings] + led
