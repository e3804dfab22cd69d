"""The page of one booking: who sees it, what they may do there, and what they are told when it cannot be."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from estuary.accounts.models import User
from estuary.bookings import changes
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState as State
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.statement_pages import booking, room_of, session
from tests.estuary.telling import over, was
from tests.estuary.test_pages import as_, in_hours, page

__all__ = ["booking", "session"]


def test_the_people_of_a_booking_see_its_page(
    make_booking: MakeBooking, client_user: User, practitioner: User, assistant: User
) -> None:
    booking = make_booking()
    assert "Session with Dr. Nadia Rahman" in page(client_user, f"/bookings/{booking.pk}/")
    for leader in (practitioner, assistant):
        assert "Jonas Weber" in page(leader, f"/bookings/{booking.pk}/")


def test_to_others_there_is_nothing(
    make_booking: MakeBooking, second_client: User, stranger: User, staff: User
) -> None:
    booking = make_booking()
    for somebody in (second_client, stranger, staff):
        browser = as_(somebody)
        answer = browser.get(f"/bookings/{booking.pk}/")
        assert answer.status_code == 404
        assert "Jonas" not in answer.content.decode()
        assert browser.post(f"/bookings/{booking.pk}/cancel/", {"revision": 1}).status_code == 404
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def press(user: User, booking: Booking, action: str, **fields: object) -> tuple[int, str]:
    """Presses a button of the booking's page as it is now, and says what came of it."""
    fields = {"revision": Booking.objects.get(pk=booking.pk).revision, **fields}
    answer = as_(user).post(f"/bookings/{booking.pk}/{action}/", fields, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_practitioner_confirms(make_booking: MakeBooking, practitioner: User) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT, starts_at=in_hours(48))
    assert "Confirm booking" in page(practitioner, f"/bookings/{booking.pk}/")
    status, found = press(practitioner, booking, "confirm")
    assert (status, "The booking is confirmed." in found) == (200, True)


def test_a_client_cannot_confirm(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(state=State.PENDING_PAYMENT, starts_at=in_hours(48))
    assert "Confirm booking" not in page(client_user, f"/bookings/{booking.pk}/")
    status, found = press(client_user, booking, "confirm")
    assert (status, "Nothing was changed." in found) == (409, True)
    booking.refresh_from_db()
    assert booking.state == State.PENDING_PAYMENT


def test_a_client_moves_in_the_time_of_the_site(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=in_hours(48))
    year = timezone.localdate().year + 1
    status, found = press(client_user, booking, "move", starts_at=f"{year}-07-01T14:00")
    assert (status, "The booking has a new time." in found) == (200, True)
    booking.refresh_from_db()
    assert booking.starts_at is not None
    assert booking.starts_at.isoformat() == f"{year}-07-01T12:00:00+00:00", "two o'clock in Berlin, in summer"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("2020-01-01T10:00", "Choose a time that is still to come."),
        ("", "Choose a day and a time."),
        ("soon", "Choose a day and a time."),
        ("2030-02-30T10:00", "Choose a day and a time."),
    ],
)
def test_a_time_that_is_none_is_refused_beside_its_field(
    make_booking: MakeBooking, client_user: User, wanted: str, words: str
) -> None:
    booking = make_booking(starts_at=in_hours(48))
    status, found = press(client_user, booking, "move", starts_at=wanted)
    assert (status, words in found) == (422, True)
    assert 'aria-invalid="true"' in found


def test_a_time_that_is_taken_is_refused_and_nobody_learns_by_whom(
    make_booking: MakeBooking, client_user: User, second_client: User, practitioner: User
) -> None:
    noon = (timezone.localtime() + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
    make_booking(starts_at=noon, client=second_client)
    booking = make_booking(starts_at=in_hours(48))
    for somebody in (client_user, practitioner):
        status, found = press(somebody, booking, "move", starts_at=f"{noon:%Y-%m-%dT%H:%M}")
        assert (status, "Dr. Nadia Rahman has something else at that time." in found) == (409, True)
        assert f'value="{noon:%Y-%m-%dT%H:%M}"' in found, "what was chosen stays in its field"
        assert "Mara" not in found


def test_an_hour_that_the_clocks_skip_is_refused(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=in_hours(48))
    status, _found = press(client_user, booking, "move", starts_at="2030-03-31T02:30")
    assert status == 422


def test_a_client_cancels(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=in_hours(48))
    status, found = press(client_user, booking, "cancel")
    assert (status, "The booking is cancelled." in found) == (200, True)
    booking.refresh_from_db()
    assert (booking.state, booking.canceled_by) == (State.CANCELED, client_user)
    assert "Jonas Weber" in page(client_user, f"/bookings/{booking.pk}/")


def test_a_practitioner_notes_how_it_went(make_booking: MakeBooking, practitioner: User) -> None:
    completed, missed = make_booking(), make_booking()
    assert press(practitioner, completed, "complete")[0] == 200
    assert press(practitioner, missed, "missed")[0] == 200
    completed.refresh_from_db()
    missed.refresh_from_db()
    assert (completed.state, missed.state) == (State.COMPLETED, State.NO_SHOW)


def test_who_pressed_on_an_older_page_is_told_what_happened(
    make_booking: MakeBooking, client_user: User, practitioner: User
) -> None:
    booking = make_booking(starts_at=in_hours(48))
    seen = booking.revision
    changes.move(booking.pk, in_hours(72))
    status, found = press(practitioner, booking, "cancel", revision=seen)
    assert status == 409
    assert "Somebody else changed this booking" in found
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_a_place_in_a_session_offers_no_other_time(make_session: MakeSession, client_user: User) -> None:
    session = make_session(starts_at=in_hours(48))
    place = session.bookings.get(client=client_user)
    found = page(client_user, f"/bookings/{place.pk}/")
    assert "Move to another time" not in found
    assert "This place is given up" in found
    assert press(client_user, place, "move", starts_at="2030-07-01T14:00")[0] == 409


@pytest.mark.parametrize("fields", [{}, {"revision": "x"}, {"revision": ""}])
def test_a_press_without_what_was_seen_changes_nothing(
    make_booking: MakeBooking, client_user: User, fields: dict[str, str]
) -> None:
    booking = make_booking(starts_at=in_hours(48))
    assert as_(client_user).post(f"/bookings/{booking.pk}/cancel/", fields).status_code == 422
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_addresses_answer_only_to_what_they_are_for(make_booking: MakeBooking, client_user: User) -> None:
    booking, browser = make_booking(), as_(client_user)
    assert browser.get(f"/bookings/{booking.pk}/cancel/").status_code == 405
    assert browser.post(f"/bookings/{booking.pk}/").status_code == 405
    assert browser.post(f"/bookings/{booking.pk}/delete/").status_code == 404
    assert browser.get(f"/bookings/{'9' * 40}/").status_code == 404


def test_a_press_from_another_site_is_refused(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=in_hours(48))
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(client_user)
    answer = browser.post(f"/bookings/{booking.pk}/cancel/", {"revision": booking.revision})
    assert answer.status_code == 403
    assert "This page was out of date" in answer.content.decode()


def test_a_busy_database_is_said_in_words_and_nothing_is_changed(
    make_booking: MakeBooking, client_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    booking = make_booking(starts_at=in_hours(48))
    monkeypatch.setattr(changes, "cancel", locked)
    answer = as_(client_user).post(f"/bookings/{booking.pk}/cancel/", {"revision": booking.revision})
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "Nothing was changed, and nothing is lost." in answer.content.decode()


# --- When it is over
@pytest.mark.django_db(transaction=True)
def test_the_page_shows_who_was_there_when(booking: Booking, practitioner: User, client_user: User) -> None:
    """All of it to who leads, one's own part to the client; the words are on the page of the statement."""
    address = f"/bookings/{booking.pk}/"
    hers, his = page(practitioner, address), page(client_user, address)
    assert "Who was there when" in hers
    assert "Together 46\u00a0min" in hers
    assert (hers.count('class="st-both" x='), his.count('class="st-both" x=')) == (2, 0)
    assert "When you were there" in his
    assert "You were inside for 46\u00a0min\u00a000\u00a0s, ±&nbsp;11\u00a0s" in his
    assert "52:00" not in his  # how long Dr. Rahman was inside


@pytest.mark.django_db(transaction=True)
def test_before_the_end_the_page_shows_no_picture(make_booking: MakeBooking, practitioner: User) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, 0, None, leads=True)
    assert "st-picture" not in page(practitioner, f"/bookings/{booking.pk}/")


@pytest.mark.django_db(transaction=True)
def test_who_never_came_has_no_picture(
    make_booking: MakeBooking, practitioner: User, client_user: User
) -> None:
    booking = make_booking()
    was(room_of(booking), practitioner, 0, 16, leads=True)
    over(room_of(booking), 16)
    assert "st-picture" not in page(client_user, f"/bookings/{booking.pk}/")
    assert "st-picture" in page(practitioner, f"/bookings/{booking.pk}/")


@pytest.mark.django_db(transaction=True)
def test_a_place_in_a_session_shows_its_client_their_own_part(
    session: Session, practitioner: User, client_user: User
) -> None:
    place = session.bookings.get(client=client_user)
    assert "When you were there" in page(client_user, f"/bookings/{place.pk}/")
    assert "st-picture" not in page(practitioner, f"/bookings/{place.pk}/")
