"""The pages of sessions and courses, as people meet them: axe, light and dark, wide and narrow; keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from estuary.accounts.models import User
from estuary.bookings import changes, course_changes, outcomes, session_changes
from estuary.bookings.models import Booking, Course, Session
from estuary.bookings.models.booking import BookingState
from rooms.models import Room
from tests.conftest import MakeService, MakeSession
from tests.e2e.accessible import violations
from tests.estuary.inside import is_inside
from tests.estuary.test_in_a_browser import browser_of

pytestmark = [pytest.mark.e2e, pytest.mark.patient, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def course(make_service: MakeService, client_user: User, second_client: User) -> Course:
    """Four dates: one is over, one is going on, two are to come; both clients take part."""
    course = course_changes.plan(make_service("course", name="Six steady evenings"))
    past = course_changes.add_date(course, timezone.now() - timedelta(days=7))
    for days in (0, 7, 14):
        course_changes.add_date(course, timezone.now() + timedelta(days=days, minutes=-5))
    for client, went in ((client_user, changes.complete), (second_client, changes.mark_missed)):
        went(changes.book_session(past, client, state=BookingState.CONFIRMED).pk)
        course_changes.book(course, client, state=BookingState.CONFIRMED)
    session_changes.finish(past.pk)
    return course


def expect_accessible(page: Page, *addresses: str) -> None:
    found = []
    for address in addresses:
        page.goto(address)
        for details in page.locator("details.change").all():
            details.locator("summary").click()
        for width, height in ((1280, 800), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found += [f"{address}, {width} px, {scheme}: {violation}" for violation in violations(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert not found, "\n\n".join(found)


def test_a_session_that_is_going_on_and_one_that_is_over(
    make_session: MakeSession, practitioner: User, client_user: User, live_server: LiveServer
) -> None:
    over, now = make_session("webinar"), make_session("workshop")
    for place in over.bookings.all():
        changes.complete(place.pk)
    session_changes.finish(over.pk)
    room = Room.objects.get(subject_ref=str(now.pk))
    is_inside(room, client_user)
    Room.objects.filter(pk=room.pk).update(participant_count=1, status="in_use")
    outcomes.record_start("session", str(now.pk), room.pk)
    with browser_of(practitioner, live_server) as page:
        expect_accessible(page, "/day/", f"/sessions/{now.pk}/", f"/sessions/{over.pk}/")


def test_a_session_with_more_people_than_a_page(
    make_session: MakeSession, practitioner: User, live_server: LiveServer
) -> None:
    session: Session = make_session("broadcast", clients=())
    crowd = User.objects.bulk_create(
        User(email=f"viewer{number}@example.org", name=f"Viewer {number:03}") for number in range(150)
    )
    Booking.objects.bulk_create(
        Booking(client=viewer, session=session, state=BookingState.CONFIRMED) for viewer in crowd
    )
    with browser_of(practitioner, live_server) as page:
        expect_accessible(page, f"/sessions/{session.pk}/", f"/sessions/{session.pk}/?search=nobody")
        page.goto(f"/sessions/{session.pk}/")
        page.get_by_label("Name").focus()
        page.keyboard.type("viewer 149")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Viewer 149")).to_be_visible()
        page.get_by_role("link", name="Show all").press("Enter")
        page.get_by_role("link", name="Next page").press("Enter")
        expect(page.get_by_text("Page 2 of 2")).to_be_visible()
        expect(page.get_by_role("link", name="Viewer 149")).to_be_visible()


def test_a_course_to_its_client_and_to_who_leads_it(
    course: Course, client_user: User, practitioner: User, live_server: LiveServer
) -> None:
    place = Booking.objects.filter(client=client_user, session__course=course).latest("session__starts_at")
    for somebody in (client_user, practitioner):
        with browser_of(somebody, live_server) as page:
            expect_accessible(page, "/bookings/", f"/courses/{course.pk}/", f"/bookings/{place.pk}/")


def test_a_client_gives_up_the_rest_of_a_course_by_keyboard(
    course: Course, client_user: User, live_server: LiveServer
) -> None:
    with browser_of(client_user, live_server) as page:
        page.goto(f"/courses/{course.pk}/")
        page.locator("summary", has_text="Cancel all 2 dates that are still to come").press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Cancel 2 dates")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("still to come are cancelled")
        page.goto(f"/courses/{course.pk}/")
        expect(page.get_by_text("Cancelled")).to_have_count(2)
        expect(page.get_by_role("link", name="Join")).to_be_visible()
