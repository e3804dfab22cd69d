"""axe finds nothing on the pages of the host."""

from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.visitor import Visitor


def test_the_log_in_page(seat: SitDown, cast: Cast) -> None:
    jonas = seat(cast.jonas)
    jonas.page.goto("/log-in/")
    expect_accessible(jonas, "log-in")


def test_the_log_in_page_after_a_wrong_password(seat: SitDown, cast: Cast) -> None:
    jonas = seat(cast.jonas)
    jonas.page.goto("/log-in/")
    jonas.page.get_by_label("E-mail address").fill(cast.jonas.email)
    jonas.page.get_by_label("Password").fill("wrong")
    jonas.page.get_by_role("button", name="Log in").click()
    jonas.page.get_by_role("alert").wait_for()
    expect_accessible(jonas, "log-in with an error")


def test_bookings_and_a_booking(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    desk.plan(cast, "webinar", clients=[cast.jonas])
    desk.book(cast, state="canceled")
    desk.book(cast, state="pending_payment")
    jonas.page.goto("/bookings/")
    expect_accessible(jonas, "bookings")
    jonas.page.goto(f"/bookings/{booking.id}/")
    expect_accessible(jonas, "booking")


def test_the_day_of_a_practitioner(nadia: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    session = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    nadia.page.goto(booking.calendar)
    expect_accessible(nadia, "day")
    nadia.page.goto(f"/sessions/{session.id}/")
    expect_accessible(nadia, "session")
    nadia.page.goto(f"/bookings/{booking.id}/")
    expect_accessible(nadia, "booking of a client")
