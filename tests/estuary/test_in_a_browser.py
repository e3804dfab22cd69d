"""What only a browser can show: the script of Estuary's pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from dev import chromium
from estuary.accounts.models import User
from estuary.bookings import course_changes
from estuary.bookings.models.booking import BookingState
from tests.conftest import MakeBooking, MakeService

pytestmark = [pytest.mark.e2e, pytest.mark.patient, pytest.mark.django_db(transaction=True)]


@contextmanager
def browser_of(user: User, server: LiveServer, *, zone: str = "Europe/Berlin") -> Iterator[Page]:
    """A browser in which this person is logged in. Inside, the database is the server's: make things before."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find_or_install())
        context = browser.new_context(base_url=server.url, locale="en", timezone_id=zone)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
        page = context.new_page()
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        yield page
        browser.close()
    assert trouble == [], "no error, and nothing that the policy of the page forbids"


def test_join_appears_by_itself_when_the_room_opens(
    make_booking: MakeBooking, client_user: User, live_server: LiveServer
) -> None:
    opens_at = timezone.now() + timedelta(minutes=10)
    booking = make_booking(starts_at=opens_at + timedelta(minutes=15))
    make_booking(starts_at=opens_at + timedelta(hours=2))
    with browser_of(client_user, live_server) as page:
        page.clock.install(time=timezone.now())
        page.goto("/bookings/")
        card = page.get_by_role("region", name="Session with Dr. Nadia Rahman")
        expect(card.get_by_role("link", name="Test devices")).to_be_visible()
        expect(card.get_by_role("link", name="Join", exact=True)).to_be_hidden()
        card.get_by_role("link", name="Test devices").focus()
        page.clock.fast_forward("11:00")
        join = card.get_by_role("link", name="Join", exact=True)
        expect(join).to_be_visible()
        expect(card.get_by_role("link", name="Test devices")).to_be_hidden()
        expect(card.get_by_role("status")).to_have_text("You can join now: Session with Dr. Nadia Rahman")
        expect(join).to_be_focused()
        expect(join).to_have_attribute("href", f"/room/booking/{booking.pk}/lobby")
        assert page.locator(".button.primary:visible").count() == 1


def test_a_wrong_clock_of_the_computer_does_not_count(
    make_booking: MakeBooking, client_user: User, live_server: LiveServer
) -> None:
    make_booking(starts_at=timezone.now() + timedelta(minutes=5))
    with browser_of(client_user, live_server) as page:
        page.clock.install(time=timezone.now() - timedelta(days=400))
        page.goto("/bookings/")
        page.clock.run_for(3_000)
        expect(page.get_by_role("link", name="Join", exact=True)).to_be_visible()


def test_the_account_menu_works_by_keyboard(client_user: User, live_server: LiveServer) -> None:
    with browser_of(client_user, live_server) as page:
        page.goto("/bookings/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        menu = page.locator("details.account summary")
        menu.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Log out")).to_be_hidden()
        expect(menu).to_be_focused()


def test_logging_out_forgets_what_was_begun_in_a_call(client_user: User, live_server: LiveServer) -> None:
    """The next person at this computer finds no half a sentence of Jonas'."""
    with browser_of(client_user, live_server) as page:
        page.goto("/bookings/")
        page.evaluate("""() => {
            sessionStorage.setItem("rooms.begun:chat:r-1:p-jonas", "Half a tho");
            sessionStorage.setItem("something-of-the-host", "stays");
        }""")
        page.locator("details.account summary").click()
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        assert page.evaluate("Object.keys(sessionStorage)") == ["something-of-the-host"]


def test_a_booking_is_moved_and_cancelled_without_a_script(
    make_booking: MakeBooking, client_user: User, live_server: LiveServer
) -> None:
    booking = make_booking(starts_at=timezone.now() + timedelta(days=2), state=BookingState.PENDING_PAYMENT)
    later = timezone.localtime() + timedelta(days=3)
    with browser_of(client_user, live_server) as page:
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(f"/bookings/{booking.pk}/")
        page.get_by_text("Move to another time").click()
        page.get_by_label("New start").fill(f"{later:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Move booking").click()
        expect(page.get_by_role("status").first).to_contain_text("The booking has a new time.")
        page.locator("summary").get_by_text("Cancel booking").click()
        page.get_by_role("button", name="Cancel booking").click()
        expect(page.get_by_role("status").first).to_contain_text("The booking is cancelled.")
        expect(page.get_by_role("main")).to_contain_text("Jonas Weber")


def test_who_is_in_another_zone_is_told_both_times(
    make_booking: MakeBooking, client_user: User, live_server: LiveServer
) -> None:
    """A room's page shows the device's time; without a word of it an hour would seem to be missing."""
    noon = (timezone.localtime() + timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)
    booking = make_booking(starts_at=noon)
    with browser_of(client_user, live_server, zone="Asia/Tokyo") as page:
        page.goto("/bookings/")
        expect(page.get_by_role("main")).to_contain_text("Your device is set to Tokyo time")
        page.goto(f"/bookings/{booking.pk}/")
        theirs = noon.astimezone(ZoneInfo("Asia/Tokyo"))
        words = f"For you: {theirs:%A, %H:%M} to {theirs + timedelta(hours=1):%H:%M}, Tokyo time"
        expect(page.get_by_role("main")).to_contain_text(words)
        expect(page.get_by_role("main")).to_contain_text("12:00 to 13:00, Berlin time")


def test_at_home_there_is_one_time(
    make_booking: MakeBooking, client_user: User, live_server: LiveServer
) -> None:
    booking = make_booking()
    with browser_of(client_user, live_server) as page:
        for address in ("/bookings/", f"/bookings/{booking.pk}/"):
            page.goto(address)
            expect(page.get_by_role("main")).to_contain_text("Berlin time")
            expect(page.locator("[data-elsewhere]:visible")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_pages_of_a_course_fit(
    make_service: MakeService, client_user: User, practitioner: User, live_server: LiveServer, width: int
) -> None:
    course = course_changes.plan(make_service("course", name="Donaudampfschifffahrtsabende " * 4))
    for days in (0, 7, 14):
        course_changes.add_date(course, timezone.now() + timedelta(days=days))
    first, *_others = course_changes.book(course, client_user, state=BookingState.CONFIRMED)
    for somebody in (client_user, practitioner):
        with browser_of(somebody, live_server) as page:
            page.set_viewport_size({"width": width, "height": 800})
            addresses = ["/bookings/", f"/courses/{course.pk}/", f"/bookings/{first.pk}/"]
            addresses += [f"/sessions/{first.session_id}/"] if somebody == practitioner else []
            for address in addresses:
                page.goto(address)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window(
    make_booking: MakeBooking, practitioner: User, live_server: LiveServer, width: int
) -> None:
    long = User.objects.create(email="long@example.org", name="Maximiliane " * 7)
    booking = make_booking(client=long)
    with browser_of(practitioner, live_server) as page:
        page.set_viewport_size({"width": width, "height": 800})
        for address in ("/day/", "/bookings/", f"/bookings/{booking.pk}/"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
