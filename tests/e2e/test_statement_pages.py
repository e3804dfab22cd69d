"""The pages of what is over, in a real browser: axe finds nothing, and all of it can be done by keyboard."""

import re

from playwright.sync_api import expect

from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.desk import Desk
from tests.e2e.keys import press, tab_to
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually


def test_axe_finds_nothing_on_them(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book_over(cast, "over-estimated")
    eventually(lambda: desk.record(booking)[0]["outcome"] == "completed", what="the outcome is known")
    nadia.page.goto("/statements/")
    expect_accessible(nadia, "list of statements")
    nadia.page.goto(booking.calendar)
    expect(nadia.page.get_by_text("Together 5")).to_be_visible()
    expect_accessible(nadia, "day that is over")
    nadia.page.goto(f"/bookings/{booking.id}/")
    nadia.page.get_by_role("heading", name="Who was there when").wait_for()
    expect_accessible(nadia, "booking that is over")
    nadia.page.goto(f"/bookings/{booking.id}/statement/")
    nadia.page.get_by_text("Object", exact=True).click()
    expect(nadia.page.get_by_role("button", name="Send objection")).to_be_visible()
    expect_accessible(nadia, "statement with the form of an objection")
    jonas.page.goto(f"/bookings/{booking.id}/")
    jonas.page.get_by_role("heading", name="When you were there").wait_for()
    expect_accessible(jonas, "one's own booking that is over")
    jonas.page.goto(f"/bookings/{booking.id}/statement/")
    expect_accessible(jonas, "one's own times")


def test_from_the_day_to_an_objection_by_keyboard(nadia: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book_over(cast, "over-well")
    page = nadia.page
    page.goto(booking.calendar)
    press(page, page.get_by_role("link", name=re.compile("Statement ?: Jonas Weber")))
    page.wait_for_url(f"**/bookings/{booking.id}/statement/")
    tab_to(page, page.get_by_role("link", name="CSV"))
    tab_to(page, page.get_by_role("region", name="Table of visits"))
    press(page, page.locator("summary").filter(has_text="Object"))
    field = page.get_by_label("What is wrong")
    tab_to(page, field)
    page.keyboard.type("He was late by more.")
    press(page, page.get_by_role("button", name="Send objection"))
    expect(page.get_by_text("Your objection stands beside the statement now.")).to_be_visible()
    expect(page.get_by_text("Dr. Nadia Rahman: “He was late by more.”")).to_be_visible()


def test_an_empty_objection_is_refused_at_its_field(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book_over(cast, "over-missed")
    page = jonas.page
    jonas.watch.allow("status of 422")
    page.goto(f"/bookings/{booking.id}/statement/")
    expect(page.get_by_text("You did not come")).to_be_visible()
    press(page, page.locator("summary").filter(has_text="Object"))
    field = page.get_by_label("What is wrong")
    tab_to(page, field)
    page.keyboard.type("   ")
    press(page, page.get_by_role("button", name="Send objection"))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_visible()
    expect_accessible(jonas, "an objection that was refused")
