"""Sessions that end for everyone, and people who are put out."""

import pytest
from playwright.sync_api import expect

from tests.e2e import people
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_no_way_back, expect_story
from tests.e2e.api import Api, Refused
from tests.e2e.call import end_for_all, expect_inside, expect_video_from, leave_button
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_closed, join, join_button
from tests.e2e.meeting import meet
from tests.e2e.visitor import Visitor


def test_the_practitioner_ends_the_session_for_everyone(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    end_for_all(nadia)
    expect_story(nadia, "ended_by_you")
    expect_story(jonas, "ended_by", name="Dr. Rahman")
    for person in (nadia, jonas):
        expect_no_way_back(person)

    room = api.room(cast.jonas, booking)
    assert (room["status"], room["end_reason"], room["participant_count"]) == ("ended", "host", 0)
    with pytest.raises(Refused) as refused:
        api.join(cast.jonas, booking)
    assert (refused.value.status, refused.value.answer["code"]) == (410, "room_ended")
    jonas.page.goto(booking.lobby)
    expect_closed(jonas, "room_ended")


def test_a_client_is_not_offered_to_end_it(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    meet(nadia, jonas, desk.book(cast))
    expect(leave_button(jonas)).not_to_have_attribute("aria-haspopup", "true")
    expect(jonas.page.get_by_role("button", name=jonas.say("call.control.people"))).to_have_count(0)


def test_whoever_is_removed_stays_out_until_let_back_in(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    people.open_panel(nadia)
    people.remove(nadia, jonas.name)
    expect_story(jonas, "removed")
    expect(jonas.page.get_by_text("help@estuary.example")).to_be_visible()
    expect_no_way_back(jonas)

    jonas.page.goto(booking.lobby)
    expect_closed(jonas, "removed")
    with pytest.raises(Refused) as refused:
        api.join(cast.jonas, booking)
    assert (refused.value.status, refused.value.answer["code"]) == (403, "removed")

    people.readmit(nadia, jonas.name)
    expect(join_button(jonas)).to_be_visible()
    join(jonas)
    expect_inside(jonas)
    expect_video_from(nadia, jonas.name)


def test_a_booking_that_is_cancelled_in_mid_call_puts_both_out(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    desk.cancel(booking, by=cast.nadia)
    for person in (nadia, jonas):
        expect_story(person, "cancelled")
        expect_no_way_back(person)
