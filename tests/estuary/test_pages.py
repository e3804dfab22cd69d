"""Pages of people's own bookings: who sees what, what they may do there, and how it is said."""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import changes, outcomes
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State
from rooms.models import Room
from tests.conftest import MakeBooking, MakeSession


def as_(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def page(user: User, address: str = "/bookings/", **headers: str) -> str:
    answer = as_(user).get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def in_hours(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


# --- My bookings
def test_every_page_asks_strangers_to_log_in(client: Client, make_booking: MakeBooking) -> None:
    booking = make_booking()
    for address in (
        "/",
        "/bookings/",
        f"/bookings/{booking.pk}/",
        "/day/",
        "/day/2026-11-24/",
        "/sessions/1/",
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"] == f"/log-in/?next={address}"


def test_people_see_their_own_bookings_only(
    make_booking: MakeBooking, client_user: User, second_client: User, stranger: User
) -> None:
    booking = make_booking()
    assert f"/bookings/{booking.pk}/" in page(client_user)
    for somebody in (second_client, stranger):
        found = page(somebody)
        assert f"/bookings/{booking.pk}/" not in found
        assert "You have no bookings" in found


def test_the_next_thing_has_the_one_filled_button(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking()
    make_booking(starts_at=in_hours(0.1))
    found = page(client_user)
    assert found.count("button primary") == 1
    assert f'href="/room/booking/{booking.pk}/lobby"' in found


def test_a_place_in_a_session_leads_to_the_room_of_the_session(
    make_session: MakeSession, client_user: User
) -> None:
    session = make_session()
    assert f'href="/room/session/{session.pk}/lobby"' in page(client_user)


@pytest.mark.parametrize(
    ("starts_in", "hidden", "shown"),
    [(2.0, "open", "early"), (0.2, "early", "open"), (-0.9, "early", "open"), (-2.9, "early", "open")],
)
def test_join_knows_the_window(
    make_booking: MakeBooking, client_user: User, starts_in: float, hidden: str, shown: str
) -> None:
    make_booking(starts_at=in_hours(starts_in))
    found = page(client_user)
    assert f'data-when="{hidden}" hidden' in found
    assert f'data-when="{shown}">' in found


def test_the_script_is_told_when_join_opens_and_closes(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking(starts_at=in_hours(2))
    assert booking.starts_at is not None
    assert booking.ends_at is not None
    opens = int((booking.starts_at - timedelta(minutes=15)).timestamp() * 1000)
    closes = int((booking.ends_at + timedelta(hours=2)).timestamp() * 1000)
    assert f'data-opens="{opens}" data-closes="{closes}"' in page(client_user)


@pytest.mark.parametrize("state", [State.PENDING_PAYMENT, State.DRAFT, State.CANCELED, State.COMPLETED])
def test_what_cannot_be_entered_has_no_join(
    make_booking: MakeBooking, client_user: User, state: State
) -> None:
    booking = make_booking()
    Booking.objects.filter(pk=booking.pk).update(state=state)
    assert "/room/" not in page(client_user)
    assert "/room/" not in page(client_user, f"/bookings/{booking.pk}/")


@pytest.mark.django_db(transaction=True)
def test_a_room_that_has_ended_has_no_join(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking()
    outcomes.record_room("booking", str(booking.pk))
    Room.objects.update(status="ended", ended_at=timezone.now())
    assert "/room/" not in page(client_user)


@pytest.mark.django_db(transaction=True)
def test_a_page_says_how_many_people_are_inside(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking()
    outcomes.record_room("booking", str(booking.pk))
    Room.objects.update(participant_count=1)
    assert "1 person is in the room" in page(client_user)


def test_after_its_last_moment_a_booking_is_past(make_booking: MakeBooking, client_user: User) -> None:
    make_booking(starts_at=in_hours(-3.1))
    found = page(client_user)
    assert "Past and cancelled" in found
    assert "Coming up" not in found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("outcome", "to_client", "to_practitioner"),
    [
        ("no_show_client", "Missed", "Client did not come"),
        ("no_show_practitioner", "Did not take place", "Did not take place"),
    ],
)
def test_who_did_not_come_is_said_to_each_side_in_its_own_words(
    make_booking: MakeBooking,
    client_user: User,
    practitioner: User,
    outcome: str,
    to_client: str,
    to_practitioner: str,
) -> None:
    booking = make_booking()
    outcomes.record_room("booking", str(booking.pk))
    Room.objects.update(status="ended", ended_at=timezone.now(), outcome=outcome)
    outcomes.record_outcome("booking", str(booking.pk), outcome, {}, None, scheduled_start=booking.starts_at)
    assert to_client in page(client_user)
    assert to_practitioner in page(practitioner)


def test_markup_in_a_name_stays_text(make_booking: MakeBooking, practitioner: User) -> None:
    evil = User.objects.create(email="eve@example.org", name="<script>alert(1)</script>" + "x" * 100)
    make_booking(client=evil)
    for address in ("/bookings/", "/day/"):
        found = page(practitioner, address)
        assert "<script>alert" not in found
        assert "&lt;script&gt;alert" in found


def test_many_bookings_cost_as_many_queries_as_one(
    make_booking: MakeBooking,
    make_session: MakeSession,
    practitioner: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = as_(practitioner)
    for _ in range(8):
        make_booking()
        make_booking(starts_at=in_hours(-200))
        make_session()
    for address in ("/bookings/", "/day/"):
        with django_assert_max_num_queries(16):
            assert browser.get(address).status_code == 200


def test_times_name_their_zone_as_the_lobby_does(make_booking: MakeBooking, client_user: User) -> None:
    booking = make_booking()
    for address in ("/bookings/", f"/bookings/{booking.pk}/"):
        assert ", Berlin time" in page(client_user, address)
    assert "All times in Berlin time." in page(client_user)
    german = page(client_user, f"/bookings/{booking.pk}/", **{"Accept-Language": "de"})
    assert ", Zeit in Berlin" in german


# --- One booking
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


# --- Languages
def test_a_german_browser_is_answered_in_german(make_booking: MakeBooking, client_user: User) -> None:
    make_booking()
    found = page(client_user, **{"Accept-Language": "de-AT,de;q=0.9"})
    assert '<html lang="de">' in found
    assert "Sitzung mit Dr. Nadia Rahman" in found
    assert "Beitreten" in found


def test_people_choose_their_language(make_booking: MakeBooking, client_user: User) -> None:
    browser = as_(client_user)
    browser.post("/language/", {"language": "de", "next": "/bookings/"})
    assert "Buchungen" in browser.get("/bookings/").content.decode()
    browser.post("/language/", {"language": "en", "next": "/bookings/"})
    assert "Bookings" in browser.get("/bookings/", headers={"Accept-Language": "de"}).content.decode()
