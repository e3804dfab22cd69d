"""A practitioner's statements of some days; and minutes and statements on the other pages."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Practitioner, Session
from rooms.models import EndReason, Room
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.telling import over, the_hour, was
from tests.estuary.test_pages import as_, page
from tests.hosts.estuary_site import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booking(make_booking: MakeBooking, practitioner: User, client_user: User) -> Booking:
    booking = make_booking()
    the_hour(room_of(booking), practitioner, client_user)
    return Booking.objects.get(pk=booking.pk)


def room_of(booking: Booking) -> Room:
    return Room.objects.get(subject_kind="booking", subject_ref=str(booking.pk))


def plain(found: str) -> str:
    main = found.partition("<main")[2].replace("\u00a0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def days(first: datetime, last: datetime) -> str:
    return f"/statements/?first={timezone.localdate(first)}&last={timezone.localdate(last)}"


# --- The list
def test_it_lists_what_one_led_with_the_minutes_and_their_sum(
    booking: Booking,
    make_session: MakeSession,
    practitioner: User,
    client_user: User,
) -> None:
    session = Session.objects.get(pk=make_session().pk)
    assert session.room is not None
    was(session.room, practitioner, 0, 60, leads=True)
    was(session.room, client_user, 1, 31)
    over(session.room, 60, EndReason.EMPTY)
    found = page(practitioner, days(timezone.now() - timedelta(days=1), timezone.now()))
    assert "Together, the billable time: 76 min 00 s give or take 11 s" in plain(found)
    assert "Jonas Weber Together 46 min, ± 11 s" in plain(found)
    assert "±\u00a011\u00a0s" in found, "the sign and its number stay on one line"
    assert "Workshop Together 30 min" in plain(found)
    assert f'href="/bookings/{booking.pk}/statement/"' in found
    assert f'href="/sessions/{session.pk}/statement/"' in found


def test_other_days_are_left_out(booking: Booking, practitioner: User) -> None:
    long_ago = timezone.now() - timedelta(days=60)
    found = plain(page(practitioner, days(long_ago, long_ago + timedelta(days=20))))
    assert "No statements of these days." in found


def test_what_others_led_is_left_out(booking: Booking) -> None:
    other = make_user("Dr. Amal Idris", "amal@estuary.example")
    Practitioner.objects.create(user=other)
    assert "No statements" in plain(page(other, "/statements/"))


def test_a_booking_that_nobody_entered_yet_has_no_statement(
    make_booking: MakeBooking, practitioner: User
) -> None:
    make_booking()
    assert "No statements" in plain(page(practitioner, "/statements/"))


def test_only_practitioners_have_the_list(booking: Booking, client_user: User, staff: User) -> None:
    for user in (client_user, staff):
        assert as_(user).get("/statements/").status_code == 404
        assert "/statements/" not in page(user)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("first=2026-11-20&last=2026-11-10", "This day is before the first."),
        ("first=2025-01-01&last=2026-01-01", "These are more than 100 days."),
        ("first=yesterday&last=2026-01-01", "Enter a valid date."),
    ],
)
def test_days_that_are_none_are_refused_with_words(practitioner: User, query: str, words: str) -> None:
    assert words in plain(page(practitioner, f"/statements/?{query}"))


def test_the_table_of_the_same_days_is_a_download(booking: Booking, practitioner: User) -> None:
    found = page(practitioner, days(timezone.now() - timedelta(days=1), timezone.now()))
    address = re.search(r'href="(/api/v1/statements\.csv[^"]+)"', found)
    assert address is not None
    answer = as_(practitioner).get(address[1].replace("&amp;", "&"))
    assert answer.status_code == 200
    table = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert table.count("Jonas Weber") == 1
    assert ",2760.0," in table


def test_it_costs_the_same_however_many_there_are(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(practitioner, days(timezone.now() - timedelta(days=1), timezone.now()))
        return len(queries)

    the_hour(room_of(make_booking()), practitioner, client_user)
    was(room_of(make_booking()), practitioner, 0, None, leads=True)
    few = cost()
    for _ in range(3):
        the_hour(room_of(make_booking()), practitioner, client_user)
        was(room_of(make_booking()), practitioner, 0, None, leads=True)
    assert cost() == few


# --- Elsewhere
def test_the_day_says_the_minutes_and_leads_to_the_statement(booking: Booking, practitioner: User) -> None:
    Booking.objects.update(state="completed")
    day = timezone.localdate(booking.starts_at)
    found = page(practitioner, f"/day/{day}/")
    assert "Together 46 min, ± 11 s" in plain(found)
    assert f'href="/bookings/{booking.pk}/statement/"' in found


def test_a_client_finds_their_times_and_nobody_s_minutes(booking: Booking, client_user: User) -> None:
    Booking.objects.update(state="completed")
    for address in ("/bookings/", f"/bookings/{booking.pk}/"):
        found = page(client_user, address)
        assert f'href="/bookings/{booking.pk}/statement/"' in found
        assert "My times" in found
        assert "Together" not in found


def test_the_page_of_a_booking_says_the_minutes_to_who_leads_it(booking: Booking, practitioner: User) -> None:
    assert "Together 46 min, ± 11 s . Statement" in plain(page(practitioner, f"/bookings/{booking.pk}/"))


def test_before_anybody_came_there_is_no_statement_to_go_to(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    for user in (practitioner, client_user):
        assert "/statement/" not in page(user, f"/bookings/{booking.pk}/")


def test_german(booking: Booking, practitioner: User) -> None:
    address = days(timezone.now() - timedelta(days=1), timezone.now())
    found = plain(page(practitioner, address, **{"accept-language": "de"}))
    assert "Nachweise" in found
    assert "Zusammen 46 Min., ± 11 Sek." in found
