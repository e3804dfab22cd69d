"""Once through everything in German."""

import re

from playwright.sync_api import expect

from tests.e2e import chat, estuary, people, sidebar
from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.api import Api
from tests.e2e.call import bar, device_button, expect_inside, leave
from tests.e2e.conftest import Call, SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_closed, join, open_lobby
from tests.e2e.meeting import call_in, enter
from tests.e2e.visitor import Visitor


def test_a_german_client_reads_german_all_the_way(seat: SitDown, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    cancelled = desk.book(cast, state="canceled")
    jonas = seat(cast.jonas, language="de")
    estuary.log_in(jonas)
    expect(jonas.page.get_by_role("heading", level=1)).to_have_text("Buchungen")
    expect(estuary.join_link(jonas, booking).first).to_contain_text("Beitreten")
    expect_german(jonas)

    open_lobby(jonas, booking)
    expect(jonas.page.get_by_text(re.compile(r"\d\d:\d\d bis \d\d:\d\d Uhr, Zeit in Berlin"))).to_be_visible()
    expect_german(jonas)
    join(jonas)
    expect_inside(jonas)
    device_button(jonas, "microphone", "on").click()
    expect(device_button(jonas, "microphone", "off")).to_be_visible()
    expect_german(jonas)
    leave(jonas)
    expect_story(jonas, "left")
    expect_german(jonas)
    jonas.page.goto(cancelled.lobby)
    expect_closed(jonas, "booking_cancelled")


def test_a_german_group_and_a_german_audience(
    log_in: SitDown, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    broadcast = desk.plan(cast, "broadcast", clients=[cast.jonas])
    for session in (workshop, broadcast):
        call_in(caller, api, cast.nadia, session)
    # With two others there is a layout to choose.
    call_in(caller, api, cast.mara, workshop)
    jonas = log_in(cast.jonas, language="de")
    enter(jonas, workshop, "group")
    chat.open_panel(jonas)
    expect_german(jonas)
    chat.write(jonas, "Guten Abend")
    bar(jonas).get_by_role("button", name=jonas.say("call.layout.label")).click()
    expect(jonas.page.get_by_role("menu")).to_be_visible()
    expect_german(jonas)
    jonas.page.keyboard.press("Escape")
    people.open_panel(jonas, count=3)
    expect_german(jonas)
    expect_accessible(jonas, "group in German, people", sizes=["desktop"])
    leave(jonas)
    expect_story(jonas, "left")

    enter(jonas, broadcast, "broadcast")
    sidebar.expect_watching(jonas, 1)
    sidebar.show_chat(jonas)
    expect_german(jonas)
    sidebar.show_people(jonas)
    expect_german(jonas)
    expect_accessible(jonas, "broadcast in German, people")


def test_the_language_is_a_choice_that_stays(log_in: SitDown, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    jonas = log_in(cast.jonas)
    jonas.page.get_by_text(cast.jonas.name).first.click()
    jonas.page.get_by_role("button", name="Deutsch").click()
    expect(jonas.page.locator("html")).to_have_attribute("lang", "de")
    jonas.page.goto(booking.lobby)
    expect(jonas.page.locator("html")).to_have_attribute("lang", "de")


def expect_german(visitor: Visitor) -> None:
    expect(visitor.page.locator("html")).to_have_attribute("lang", "de")
    words = visitor.page.locator("body").inner_text()
    english = re.findall(r"\b(?:the|and|your|you|with|session|room|now)\b", words, flags=re.IGNORECASE)
    assert not english, f"English on a German page: {english} in {words!r}"
