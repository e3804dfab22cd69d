"""Pages outside the call say who is inside, as it changes: nobody loads them again."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e import estuary
from tests.e2e.accounts import Cast, Subject
from tests.e2e.call import end_for_all, expect_inside, leave
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_mirror, join
from tests.e2e.meeting import enter
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually

LIVE = "/api/v1/live/"


def slot(page: Page, subject: Subject) -> Locator:
    return page.locator(f'[data-room-live="booking:{subject.id}"]')


def test_the_day_counts_up_and_down_in_two_tabs_by_one_stream(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    asked: list[str] = []
    context = nadia.page.context
    context.on("request", lambda request: asked.append(request.url) if LIVE in request.url else None)
    loaded: list[str] = []
    nadia.page.goto(booking.calendar)
    other = context.new_page()
    other.goto(booking.calendar)
    for page in (nadia.page, other):
        expect(slot(page, booking)).to_be_visible()
        page.on("framenavigated", lambda frame: loaded.append(frame.url))

    jonas.page.goto("/bookings/")
    estuary.join_link(jonas, booking).first.click()
    expect_mirror(jonas)
    join(jonas)
    expect_inside(jonas)

    for page in (nadia.page, other):
        expect(slot(page, booking)).to_contain_text("Live, 1 inside")
        expect(slot(page, booking)).to_contain_text("Inside: Jonas Weber")
        expect(page.get_by_role("status").filter(has_text="Live, 1 inside")).to_have_count(1)

    leave(jonas)

    for page in (nadia.page, other):
        expect(slot(page, booking)).not_to_contain_text("inside")
    assert loaded == []
    assert len(asked) == 1, asked


def test_the_day_takes_the_frame_off_a_session_that_is_over(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    enter(jonas, booking)
    enter(nadia, booking)
    day = nadia.page.context.new_page()
    day.goto(booking.calendar)
    expect(slot(day, booking)).to_have_class("slot live")

    end_for_all(nadia)

    expect(slot(day, booking)).to_contain_text("Together")
    expect(slot(day, booking)).to_have_class("slot past")


def test_the_day_takes_in_what_was_booked_meanwhile(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    first = desk.book(cast)
    nadia.page.goto(first.calendar)
    expect(slot(nadia.page, first)).to_be_visible()
    second = desk.book(cast)

    enter(jonas, first)

    expect(slot(nadia.page, first)).to_contain_text("Live, 1 inside")
    expect(slot(nadia.page, second)).to_be_visible()


def test_a_day_that_was_opened_later_does_not_say_that_it_begins(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    enter(jonas, booking)
    day = nadia.page.context.new_page()
    eventually(lambda: desk.record(booking)[0]["participant_count"] == 1, what="Jonas is in the record")
    day.goto(booking.calendar)
    expect(slot(day, booking)).to_have_attribute("data-said", "live")

    enter(nadia, booking)

    expect(slot(day, booking)).to_contain_text("Live, 2 inside")
    expect(day.get_by_role("status").filter(has_text="Live")).to_have_count(0)


def test_the_lobby_sees_the_other_one_come(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    jonas.page.goto(booking.lobby)
    expect(jonas.page.get_by_text("is not here yet")).to_be_visible()
    nadia.page.goto(booking.lobby)
    expect_mirror(nadia)
    join(nadia)
    expect_inside(nadia)

    expect(jonas.page.locator(".presence").get_by_text("is in the room")).to_be_visible()
    leave(nadia, leads=True)
    expect(jonas.page.get_by_text("is not here yet")).to_be_visible()
