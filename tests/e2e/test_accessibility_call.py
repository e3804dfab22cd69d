"""axe finds nothing in the call, its panels and menus, and on the pages after it."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import people
from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.api import Api
from tests.e2e.call import (
    bar,
    device_button,
    expect_video_from,
    leave,
    leave_button,
    screen_of,
    share_screen,
)
from tests.e2e.conftest import Call, SitDown
from tests.e2e.desk import Desk
from tests.e2e.media import expect_moving
from tests.e2e.meeting import call_in, enter
from tests.e2e.visitor import Visitor


def test_alone_then_two_then_a_shared_screen(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    enter(jonas, booking)
    expect_accessible(jonas, "call, alone")
    enter(nadia, booking)
    expect_video_from(jonas, nadia.name)
    device_button(jonas, "microphone", "on").click()
    expect_accessible(jonas, "call of two")
    share_screen(nadia)
    expect_moving(screen_of(jonas, nadia.name).locator("video"))
    expect_accessible(jonas, "call with a shared screen")
    expect_accessible(nadia, "call, sharing one's own screen")


def test_a_grid_with_the_list_of_people(
    nadia: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    enter(nadia, workshop, "group")
    for client in (cast.jonas, cast.mara):
        call_in(caller, api, client, workshop)
    expect_video_from(nadia, cast.mara.name)
    people.open_panel(nadia, count=3)
    expect_accessible(nadia, "call, people")
    people.ask_to_remove(nadia, cast.mara.name)
    expect_accessible(nadia, "call, removing somebody")
    people.confirm_removal(nadia)
    expect(nadia.page.get_by_role("region", name=nadia.say("call.people.removedTitle"))).to_be_visible()
    expect_accessible(nadia, "call, people and who was removed")


def test_menus_and_questions(nadia: Visitor, cast: Cast, desk: Desk) -> None:
    enter(nadia, desk.book(cast))
    page = nadia.page

    bar(nadia).get_by_role("button", name=nadia.say("call.control.microphone.choose")).click()
    page.get_by_role("menu").wait_for()
    expect_accessible(nadia, "call, choosing a microphone")
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)  # it takes a moment to fade

    leave_button(nadia).click()
    page.get_by_role("menu").wait_for()
    expect_accessible(nadia, "call, how to leave")
    page.get_by_role("menuitem", name=re.compile(re.escape(nadia.say("call.leave.end")))).click()
    page.get_by_role("alertdialog").wait_for()
    expect_accessible(nadia, "call, end for everyone?")


def test_what_a_phone_has_under_more(log_in: SitDown, cast: Cast, desk: Desk) -> None:
    nadia = log_in(cast.nadia, device="phone")
    enter(nadia, desk.book(cast))
    more = bar(nadia).get_by_role("button", name=nadia.say("call.control.more"))
    more.tap()
    nadia.page.get_by_role("menu").wait_for()
    expect_accessible(nadia, "call, more", sizes=["phone"])
    nadia.page.get_by_role("menuitem", name=nadia.say("call.device.title")).tap()
    nadia.page.get_by_role("dialog").wait_for()
    expect_accessible(nadia, "call, all devices", sizes=["phone"])
    nadia.page.get_by_role("button", name=nadia.say("call.device.done")).tap()
    more.tap()
    nadia.page.get_by_role("menuitem", name=nadia.say("call.control.peopleCount", count=1)).tap()
    expect(people.panel(nadia)).to_be_visible()
    expect_accessible(nadia, "call, people on a phone", sizes=["phone"])


@pytest.mark.parametrize("story", ["left", "ended_by", "removed"])
def test_the_page_after_the_call(jonas: Visitor, cast: Cast, desk: Desk, api: Api, story: str) -> None:
    booking = desk.book(cast)
    enter(jonas, booking)
    room = api.room(cast.jonas, booking)
    match story:
        case "left":
            leave(jonas)
            expect_story(jonas, "left")
        case "ended_by":
            # Somebody who has only just come in may ask once more, and is told that it is over.
            jonas.watch.allow("status of 410")
            api.post(cast.nadia, f"/api/v1/rooms/{room['id']}/end/")
            expect_story(jonas, "ended_by", name="Dr. Rahman")
        case "removed":
            pid = room["me"]["participant_id"]
            api.post(cast.nadia, f"/api/v1/rooms/{room['id']}/participants/{pid}/remove/")
            expect_story(jonas, "removed")
    expect_accessible(jonas, f"after the call, {story}")
