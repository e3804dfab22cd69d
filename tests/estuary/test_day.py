"""The practitioner's day and the page of a group session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes, outcomes
from estuary.bookings.models.booking import BookingState as State
from rooms.models import Room
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.test_pages import as_, in_hours, page


def test_a_day_holds_what_its_practitioners_lead(
    make_booking: MakeBooking, make_session: MakeSession, practitioner: User, assistant: User
) -> None:
    make_booking()
    make_session()
    for leader in (practitioner, assistant):
        found = page(leader, "/day/")
        assert "Jonas Weber" in found
        assert "Workshop" in found
        assert "2 booked" in found


def test_a_day_shows_nothing_of_others(make_booking: MakeBooking, stranger: User) -> None:
    make_booking()
    assert "Nothing on this day." in page(stranger, "/day/")


def test_the_time_now_stands_between_what_began_and_what_will(
    make_booking: MakeBooking, practitioner: User, second_client: User
) -> None:
    now = timezone.localtime()
    make_booking(starts_at=now.replace(hour=0, minute=0, second=0, microsecond=0))
    make_booking(starts_at=now.replace(hour=23, minute=59, second=0, microsecond=0), client=second_client)
    found = page(practitioner, "/day/")
    assert found.index("Jonas Weber") < found.index("data-clock") < found.index("Mara Lindgren")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "data-clock" not in page(practitioner, f"/day/{tomorrow}/")


def test_one_turns_the_pages(make_booking: MakeBooking, practitioner: User) -> None:
    make_booking(starts_at=in_hours(72))
    day = timezone.localdate(in_hours(72))
    found = page(practitioner, f"/day/{day}/")
    assert "Jonas Weber" in found
    assert f"/day/{day - timedelta(days=1)}/" in found
    assert f"/day/{day + timedelta(days=1)}/" in found


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-01", "9999-12-31", "0001-01-01", "0000-00-00", "today"]
)
def test_a_day_that_does_not_exist_is_not_found(client: Client, practitioner: User, day: str) -> None:
    client.force_login(practitioner)
    assert client.get(f"/day/{day}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_live_session_says_how_many_are_inside(make_session: MakeSession, practitioner: User) -> None:
    session = make_session()
    outcomes.record_room("session", str(session.pk))
    Room.objects.update(participant_count=3)
    found = page(practitioner, "/day/")
    assert "Live, 3 inside" in found
    assert "Open room" in found


def test_what_opens_later_says_when(make_booking: MakeBooking, practitioner: User) -> None:
    starts_at = timezone.localtime().replace(hour=23, minute=59, second=0, microsecond=0) + timedelta(days=1)
    make_booking(starts_at=starts_at)
    assert "Opens at 23:44" in page(practitioner, f"/day/{starts_at.date()}/")


def test_a_practitioner_sees_who_booked_a_session(
    make_session: MakeSession, practitioner: User, stranger: User
) -> None:
    session = make_session()
    place = changes.book_session(session, stranger)
    changes.cancel(place.pk, by=stranger)
    found = page(practitioner, f"/sessions/{session.pk}/")
    assert [name in found for name in ("Jonas Weber", "Mara Lindgren", "Felix Stern")] == [True] * 3
    assert '<span class="muted num">2</span>' in found


def test_the_people_of_a_session_are_for_its_practitioners_only(
    make_session: MakeSession, client_user: User, stranger: User
) -> None:
    session = make_session()
    for somebody in (client_user, stranger):
        assert as_(somebody).get(f"/sessions/{session.pk}/").status_code == 404


def test_a_draft_session_has_a_page_and_no_day(make_session: MakeSession, practitioner: User) -> None:
    draft = make_session(starts_at=None)
    assert "No time yet" in page(practitioner, f"/sessions/{draft.pk}/")
    assert f"/sessions/{draft.pk}/" not in page(practitioner, "/day/")
    assert f"/sessions/{draft.pk}/" in page(practitioner, "/bookings/")


def test_what_is_not_paid_says_so(make_booking: MakeBooking, practitioner: User) -> None:
    make_booking(state=State.PENDING_PAYMENT)
    assert "Payment open" in page(practitioner, "/day/")
