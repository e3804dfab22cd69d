"""By keyboard alone, from the log-in page into the call and out of it."""

import re

from playwright.sync_api import expect

from tests.e2e import estuary
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story, rejoin_button
from tests.e2e.call import device_button, expect_inside, leave_button
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.keys import press, tab_to
from tests.e2e.lobby import join_button


def test_a_client_from_log_in_to_leaving(seat: SitDown, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    jonas = seat(cast.jonas)
    page = jonas.page

    page.goto("/log-in/")
    tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(cast.jonas.email)
    page.keyboard.press("Tab")
    page.keyboard.type(cast.jonas.password)
    press(page, page.get_by_role("button", name="Log in"))

    expect(page).to_have_url(re.compile("/bookings/$"))
    press(page, estuary.join_link(jonas, booking).first)
    press(page, join_button(jonas))
    expect_inside(jonas)

    press(page, device_button(jonas, "microphone", "on"), key="Space")
    # The focus stays where the finger is.
    muted = device_button(jonas, "microphone", "off")
    expect(muted).to_be_focused()
    page.keyboard.press("Space")
    expect(device_button(jonas, "microphone", "on")).to_be_focused()

    press(page, leave_button(jonas))
    expect_story(jonas, "left")
    press(page, rejoin_button(jonas))
    expect_inside(jonas)


def test_the_practitioner_ends_it_for_everyone(log_in: SitDown, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    nadia = log_in(cast.nadia)
    page = nadia.page
    page.goto(booking.lobby)
    press(page, join_button(nadia))
    expect_inside(nadia)

    # Escape closes the menu, and the focus is back on the button.
    press(page, leave_button(nadia))
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(leave_button(nadia)).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(
        page.get_by_role("menuitem", name=re.compile(re.escape(nadia.say("call.leave.end"))))
    ).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    press(page, dialog.get_by_role("button", name=nadia.say("call.end.confirm"), exact=True))
    expect_story(nadia, "ended_by_you")


def test_the_list_of_people_gives_the_focus_back(log_in: SitDown, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    nadia = log_in(cast.nadia)
    page = nadia.page
    page.goto(booking.lobby)
    press(page, join_button(nadia))
    expect_inside(nadia)
    people = page.get_by_role("button", name=nadia.say("call.control.peopleCount", count=1))
    press(page, people)
    panel = page.get_by_role("complementary", name=nadia.say("call.control.people"))
    expect(panel.get_by_role("heading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(people).to_be_focused()
