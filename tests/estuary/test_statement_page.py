"""What the page of a statement says, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from rooms.models import Medium, Room, StatementVersion
from rooms.statement_page.words import since_when
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.statement_pages import booking, of, room_of, session, words
from tests.estuary.telling import over, the_hour, was
from tests.estuary.test_pages import as_, page
from tests.hosts.estuary_site import make_user

__all__ = ["booking", "session"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_how_sure_it_is(booking: Booking, practitioner: User) -> None:
    found = words(practitioner, of(booking))
    assert "Estimated, ± 11 s 1 of 6 ends is not known to the second." in found
    assert "give or take 11 s" in found


def test_it_says_that_it_is_exact(make_booking: MakeBooking, practitioner: User, client_user: User) -> None:
    booking = make_booking()
    the_hour(room_of(booking), practitioner, client_user, estimated=None)
    found = words(practitioner, of(booking))
    assert "Exact, to the second" in found
    assert "give or take" not in found
    assert "estimated" not in found.lower()


def test_it_says_when_each_one_came_and_left_and_how_that_is_known(
    booking: Booking, practitioner: User
) -> None:
    found = words(practitioner, of(booking))
    start = room_of(booking).scheduled_start
    assert start is not None
    left = timezone.localtime(start + timedelta(minutes=20))
    assert f"{left:%H:%M:%S} estimated, ± 10 s 18:00 ± 10 s Video Weak 7 % of packets lost" in found
    assert "2 min late, left 10 min early, in all 46 min 00 s, 76 % of the session" in found
    assert "came back" in found
    assert "Phone" in found


def test_it_says_whose_network_it_was(booking: Booking, practitioner: User) -> None:
    assert "Jonas Weber: their network, not yours" in words(practitioner, of(booking))


def test_who_never_came_is_named(make_booking: MakeBooking, practitioner: User) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, 0, 16, leads=True)
    over(room_of(booking), 16, is_final=False)
    found = words(practitioner, of(booking))
    assert "Jonas Weber Client did not come" in found
    assert "Not final yet" in found


def test_the_client_who_did_not_come_is_told_so(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, 0, 16, leads=True)
    over(room_of(booking), 16)
    found = words(client_user, of(booking))
    assert "You did not come" in found
    assert "You were not inside." in found


def test_during_the_call_it_shows_how_it_stands(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, -2, None, leads=True)
    was(room_of(booking), client_user, 1, None)
    found = words(practitioner, of(booking))
    assert "Still going on" in found
    assert "It is not over: this is how it stands at" in found
    assert re.search(r"billable time 4 min \d\d s", found)
    assert "still inside" in found


def test_it_says_who_ended_it(
    make_booking: MakeBooking, practitioner: User, assistant: User, client_user: User
) -> None:
    room = room_of(booking := make_booking())
    was(room, practitioner, 0, 50, leads=True)
    was(room, client_user, 0, 50)
    over(room, 50, by_ref=str(practitioner.pk))
    assert "Ended By you" in words(practitioner, of(booking))
    assert "Ended By Dr. Nadia Rahman" in words(assistant, of(booking))
    assert "Ended By the practitioner" in words(client_user, of(booking))


def test_a_statement_of_today_says_the_hour(booking: Booking, practitioner: User) -> None:
    room = room_of(booking)
    assert room.scheduled_start is not None
    start = timezone.localtime(room.scheduled_start)
    version = StatementVersion.objects.get()
    version.statement["final_at"] = start.isoformat()
    version.save()
    expected = since_when(start, at=timezone.now(), of=start)
    assert f"Version 1, final since {expected}." in words(practitioner, of(booking))


def test_the_picture_says_nothing_that_the_table_does_not(booking: Booking, practitioner: User) -> None:
    found = page(practitioner, of(booking))
    picture = found.partition('class="st-card st-picture"')[2].partition("<section")[0]
    assert picture.startswith(' aria-hidden="true"')
    assert picture.count('class="st-inside" x=') == 3
    assert picture.count('class="st-both" x=') == 2
    assert picture.count('class="st-guess" x="') == 2  # the mark, and the legend's


def test_on_paper_it_says_of_which_day_it_is(booking: Booking, practitioner: User) -> None:
    """On the screen the link to the day does."""
    assert booking.starts_at is not None
    printed = page(practitioner, of(booking)).partition('<p class="in-print">')[2].partition("</p>")[0]
    starts_at = timezone.localtime(booking.starts_at)
    assert printed == f"{starts_at:%A}, {starts_at.day} {starts_at:%B} {starts_at.year}"


def test_a_strict_policy_allows_all_of_it(booking: Booking, practitioner: User) -> None:
    answer = as_(practitioner).get(of(booking))
    assert "style-src 'self'" in answer["Content-Security-Policy"]
    found = answer.content.decode()
    assert " style=" not in found
    assert "<style" not in found


def test_german(booking: Booking, practitioner: User) -> None:
    found = words(practitioner, of(booking), **{"accept-language": "de"})
    assert "Zusammen, die abzurechnende Zeit 46 Min. 00 Sek." in found
    assert "1 von 6 Enden ist nicht auf die Sekunde bekannt." in found
    assert "Wer wann da war" in found
    percentages = re.findall(r'x="([^"]+)%"', page(practitioner, of(booking), **{"accept-language": "de"}))
    assert percentages
    assert all("," not in number for number in percentages)


def test_a_broadcast_has_pages_of_people_with_its_practitioner_first(
    session: Session, practitioner: User
) -> None:
    room = Room.objects.get(pk=str(session.room_id))
    Room.objects.filter(pk=room.pk).update(final_at=None)
    room.statement_versions.all().delete()
    for number in range(60):
        was(room, make_user(f"Viewer {number}", f"viewer{number}@example.org"), 2, 20)
    first, second = words(practitioner, of(session)), words(practitioner, of(session) + "?page=2")
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert "Dr. Nadia Rahman Practitioner" in first
    assert "Dr. Nadia Rahman" not in second.partition("Visits")[2]


# --- What it costs
def test_the_number_of_queries_does_not_grow_with_people_and_visits(
    make_session: MakeSession,
    practitioner: User,
) -> None:
    def cost(people: int) -> int:
        session = Session.objects.get(pk=make_session(clients=()).pk)
        assert session.room is not None
        was(session.room, practitioner, 0, 60, leads=True)
        for number in range(people):
            guest = make_user(f"Guest {number}", f"guest{people}-{number}@example.org")
            was(session.room, guest, 1, 10)
            was(session.room, guest, 12, 50, medium=Medium.PHONE)
        over(session.room, 60)
        browser = as_(practitioner)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(of(session)).status_code == 200
        return len(queries)

    assert cost(1) == cost(12)
