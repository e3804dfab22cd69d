"""Pages of people's own bookings: who sees what, what they may do there, and how it is said."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from estuary.accounts.models import User
from estuary.bookings import outcomes
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
