"""What stands in somebody's calendar, in which order, and in whose words."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from estuary.accounts.models import User
from estuary.bookings import agenda, changes
from estuary.bookings.entry import Entry, Numbers, entry_of
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState as State
from rooms.models import Room
from tests.conftest import MakeBooking, MakeService, MakeSession

NOW = timezone.now().replace(microsecond=0)


def ahead(**time: float) -> datetime:
    return NOW + timedelta(**time)


def titles(entries: list[Entry]) -> list[str]:
    return [entry.title for entry in entries]


# --- Order
def test_the_next_thing_stands_first_and_drafts_last(
    make_booking: MakeBooking, make_session: MakeSession, client_user: User
) -> None:
    draft = make_session(starts_at=None, clients=(client_user,))
    later, sooner = make_booking(starts_at=ahead(days=3)), make_booking(starts_at=ahead(hours=1))
    found = agenda.coming_up(client_user, NOW)
    assert [entry.found.pk for entry in found[:2]] == [sooner.pk, later.pk]
    assert found[2].session == draft


def test_of_two_at_the_same_time_ones_own_appointment_stands_first(
    make_booking: MakeBooking, make_session: MakeSession, client_user: User, practitioner: User
) -> None:
    make_session(starts_at=ahead(hours=1))
    make_booking(starts_at=ahead(hours=1))
    assert titles(agenda.coming_up(client_user, NOW)) == ["Session with Dr. Nadia Rahman", "Workshop"]
    assert titles(agenda.coming_up(practitioner, NOW)) == ["Jonas Weber", "Workshop"]


def test_the_past_begins_with_the_newest_and_ends_somewhere(
    make_booking: MakeBooking, make_service: MakeService, client_user: User
) -> None:
    service = make_service()
    made = [make_booking(starts_at=ahead(days=-days), service=service).pk for days in range(1, 25)]
    found = [entry.found.pk for entry in agenda.past(client_user, NOW)]
    assert found == made[: agenda.PAST_LIMIT]


def test_nothing_is_both_coming_up_and_past(make_booking: MakeBooking, client_user: User) -> None:
    service = make_booking(starts_at=ahead(days=2)).service
    for hours in (-5.0, -2.9, -1.5, -0.5, 0.1, 30.0):
        for state in State:
            booking = make_booking(starts_at=ahead(hours=hours), service=service)
            Booking.objects.filter(pk=booking.pk).update(state=state)
    coming = {entry.found.pk for entry in agenda.coming_up(client_user, NOW)}
    past = {entry.found.pk for entry in agenda.past(client_user, NOW)}
    assert not coming & past


@pytest.mark.parametrize("state", [State.CANCELED, State.COMPLETED, State.NO_SHOW])
def test_what_is_over_is_past_even_before_its_time(
    make_booking: MakeBooking, client_user: User, state: State
) -> None:
    booking = make_booking(starts_at=ahead(days=1))
    Booking.objects.filter(pk=booking.pk).update(state=state)
    assert agenda.coming_up(client_user, NOW) == []
    assert [entry.found.pk for entry in agenda.past(client_user, NOW)] == [booking.pk]


def test_what_runs_over_its_time_is_still_there(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=ahead(hours=-2))
    (entry,) = agenda.coming_up(client_user, NOW)
    assert (entry.found.pk, entry.is_open) == (booking.pk, True)


def test_what_was_never_paid_is_past_when_its_time_is(make_booking: MakeBooking, client_user: User) -> None:
    make_booking(starts_at=ahead(hours=-2), state=State.PENDING_PAYMENT)
    assert agenda.coming_up(client_user, NOW) == []
    assert len(agenda.past(client_user, NOW)) == 1


# --- A day
def test_a_day_is_one_of_the_sites_time_zone(
    make_booking: MakeBooking, practitioner: User, settings: Settings
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    midnight = datetime.fromisoformat("2027-03-01T23:30:00+00:00")  # half past midnight in Berlin
    make_booking(starts_at=midnight)
    assert len(agenda.on_day(practitioner, datetime(2027, 3, 2).date(), NOW)) == 1  # noqa: DTZ001
    assert agenda.on_day(practitioner, datetime(2027, 3, 1).date(), NOW) == []  # noqa: DTZ001


def test_what_crosses_midnight_stands_on_both_days(make_booking: MakeBooking, practitioner: User) -> None:
    starts_at = timezone.localtime(ahead(days=2)).replace(hour=23, minute=30)
    make_booking(starts_at=starts_at)
    for day in (starts_at.date(), starts_at.date() + timedelta(days=1)):
        assert titles(agenda.on_day(practitioner, day, NOW)) == ["Jonas Weber"]


def test_the_longest_day_of_the_year_has_its_last_hour(make_booking: MakeBooking, practitioner: User) -> None:
    """The clocks go back: the day has 25 hours."""
    last = datetime.fromisoformat("2027-10-31T22:30:00+00:00")  # half past eleven at night in Berlin
    make_booking(starts_at=last)
    assert len(agenda.on_day(practitioner, datetime(2027, 10, 31).date(), NOW)) == 1  # noqa: DTZ001


# --- Words
def test_each_side_reads_the_other_ones_name(
    make_booking: MakeBooking, client_user: User, practitioner: User
) -> None:
    booking = make_booking()
    theirs, hers = (entry_of(booking, user, NOW) for user in (client_user, practitioner))
    assert (theirs.title, theirs.initials) == ("Session with Dr. Nadia Rahman", "NR")
    assert (hers.title, hers.initials) == ("Jonas Weber", "JW")
    assert theirs.facts == ["Consultation", "with Priya Nair", "60\u00a0min"]


def test_a_session_is_read_by_its_name_and_who_leads_it(
    make_session: MakeSession, make_service: MakeService, client_user: User, practitioner: User
) -> None:
    service = make_service("webinar", name="Sleep and the anxious mind", recording=True)
    place = make_session(service=service).bookings.get(client=client_user)
    entry = entry_of(place, client_user, NOW)
    assert (entry.title, entry.initials) == ("Sleep and the anxious mind", "")
    assert entry.facts == [
        "Webinar",
        "Dr. Nadia Rahman",
        "with Priya Nair",
        "60\u00a0min",
        "may be recorded",
    ]
    led = entry_of(place, practitioner, NOW)
    assert (led.title, led.facts[0]) == ("Jonas Weber", "Sleep and the anxious mind")


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Dr. Nadia Rahman", "NR"), ("Cher", "C"), ("Dr.", "D"), ("Ana María de la Cruz", "AC"), ("ö ü", "ÖÜ")],
)
def test_initials(make_booking: MakeBooking, practitioner: User, name: str, initials: str) -> None:
    client = User.objects.create(email="x@example.org", name=name)
    assert entry_of(make_booking(client=client), practitioner, NOW).initials == initials


# --- Join
def test_the_window_follows_the_settings_of_rooms(
    make_booking: MakeBooking, client_user: User, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "EARLY_MINUTES": 30, "MAX_OVERTIME_SECONDS": 60}
    booking = make_booking(starts_at=ahead(minutes=20))
    entry = entry_of(booking, client_user, NOW)
    assert entry.is_open
    assert entry.window is not None
    assert entry.window.opens_at == ahead(minutes=-10)
    assert entry.window.last_moment_at == ahead(minutes=81)


@pytest.mark.parametrize(
    ("at", "early", "is_open", "past"),
    [
        (timedelta(minutes=-15, seconds=-1), True, False, False),
        (timedelta(minutes=-15), False, True, False),
        (timedelta(minutes=60), False, True, False),
        (timedelta(minutes=180, seconds=-1), False, True, False),
        (timedelta(minutes=180), False, False, True),
    ],
)
def test_the_edges_of_the_window(
    make_booking: MakeBooking, client_user: User, at: timedelta, early: bool, is_open: bool, past: bool
) -> None:
    booking = make_booking(starts_at=NOW)
    entry = entry_of(booking, client_user, NOW + at)
    assert (entry.is_early, entry.is_open, entry.is_past) == (early, is_open, past)


def test_an_ended_room_has_nobody_inside_and_no_window(make_session: MakeSession, practitioner: User) -> None:
    room = Room(
        name="group-000000000001",
        room_type="group",
        max_participants=25,
        participant_count=3,
        status="in_use",
    )
    session = make_session()
    session.room = room
    entry = Entry(None, session, True, NOW)
    assert (entry.inside, entry.is_open) == (3, True)
    room.status = "ended"
    ended = Entry(None, session, True, NOW)
    assert (ended.inside, ended.window) == (0, None)


def test_places_are_those_that_were_not_given_up(
    make_session: MakeSession, client_user: User, practitioner: User
) -> None:
    session = make_session()
    changes.cancel(session.bookings.get(client=client_user).pk, by=client_user)
    found: Session = Session.objects.with_details().with_numbers().get(pk=session.pk)
    assert Entry(None, found, True, NOW).numbers == Numbers(places=1, inside=0, attended=0)
