"""Nobody is recorded who did not agree: asked in the call and at its door, in browsers, with a real recorder."""

from playwright.sync_api import expect

from tests.e2e import consent
from tests.e2e.accessible import violations
from tests.e2e.accounts import Cast
from tests.e2e.call import device_button, expect_inside, expect_no_video_from, expect_video_from, tile_of
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import join, open_lobby
from tests.e2e.meeting import enter, meet
from tests.e2e.visitor import Visitor


def test_a_group_is_recorded_without_whoever_declines(
    nadia: Visitor, jonas: Visitor, log_in: SitDown, cast: Cast, desk: Desk
) -> None:
    desk.let_record(cast, "workshop", "ask")
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    meet(nadia, jonas, workshop, "group")
    consent.expect_not_recording(jonas)

    # Asked: nothing is recorded yet, and whoever asked sees who has answered.
    consent.record(nadia)
    expect(consent.question(jonas)).to_contain_text(nadia.name)
    expect(consent.answer_of(nadia, jonas.name)).to_contain_text(nadia.say("recording.answers.waiting"))
    assert violations(jonas.page) == []
    assert violations(nadia.page) == []
    jonas.page.keyboard.press("Escape")
    consent.answer(jonas, agree=False)

    # It runs without him: the server lets nothing of him out, and everybody sees why.
    consent.expect_recording(nadia)
    consent.expect_recording(jonas)
    consent.expect_held_back(jonas)
    consent.expect_way_back_in_its_place(jonas)
    expect_no_video_from(nadia, jonas.name)
    expect(tile_of(nadia, jonas.name)).to_contain_text(nadia.say("call.tile.heldBack"))
    expect_video_from(jonas, nadia.name)
    assert violations(jonas.page) == []

    # Whoever comes late is asked at the door, and comes in by herself after her answer.
    mara = log_in(cast.mara)
    mara.watch.allow(consent.ASKED_AT_THE_DOOR)
    open_lobby(mara, workshop)
    expect(mara.page.get_by_text(mara.say("lobby.fact.running_asks")).locator("visible=true")).to_be_visible()
    join(mara, "group")
    expect(consent.question(mara)).to_be_visible()
    assert violations(mara.page) == []
    consent.answer(mara, agree=True)
    expect_inside(mara)
    consent.expect_recording(mara)
    expect_video_from(nadia, mara.name)
    expect_no_video_from(mara, jonas.name)

    # She takes it back; he agrees after all, and turns his camera on himself.
    consent.take_back(mara)
    consent.expect_held_back(mara)
    expect_no_video_from(nadia, mara.name)
    jonas.page.get_by_role("button", name=jonas.say("recording.apart.agree")).click()
    consent.answer(jonas, agree=True)
    expect(device_button(jonas, "camera", "off")).to_be_visible()
    device_button(jonas, "camera", "off").click()
    expect_video_from(nadia, jonas.name)

    # Stopped, everybody may be seen again.
    consent.stop(nadia)
    for person in (nadia, jonas, mara):
        consent.expect_news(person, "news.stopped", "ended.stop")
        consent.expect_not_recording(person)
    device_button(mara, "camera", "off").click()
    expect_video_from(nadia, mara.name)


def test_between_two_a_no_records_nothing_and_taking_a_yes_back_ends_it(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    desk.let_record(cast, "session", "ask")
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    consent.record(nadia)
    consent.answer(jonas, agree=False)
    consent.expect_news(jonas, "news.notBegun", "ended.declined")
    words = nadia.say("recording.endedOne.declined", name=jonas.name)
    expect(nadia.page.locator(".call-notice").get_by_text(words)).to_be_visible()
    consent.expect_not_recording(nadia)
    expect_video_from(nadia, jonas.name)

    consent.record(nadia)
    # A reload in the middle of the question: asked again, and straight back in.
    expect(consent.question(jonas)).to_be_visible()
    jonas.watch.allow(consent.ASKED_AT_THE_DOOR)
    jonas.page.reload()
    consent.answer(jonas, agree=True)
    expect_inside(jonas)
    consent.expect_recording(jonas)
    consent.expect_recording(nadia)
    expect_video_from(nadia, jonas.name)

    consent.take_back(jonas)
    consent.expect_news(jonas, "news.stopped", "ended.taken_back")
    consent.expect_not_recording(nadia)
    # Until it had ended nothing of him went out; his camera comes on when he says so.
    device_button(jonas, "camera", "off").click()
    expect_video_from(nadia, jonas.name)


def test_a_webinar_says_so_before_anybody_joins_and_begins_by_itself(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    desk.let_record(cast, "webinar", "inform")
    webinar = desk.plan(cast, "webinar", clients=[cast.jonas])
    enter(nadia, webinar, "webinar")
    open_lobby(jonas, webinar)
    fact = jonas.page.get_by_text(jonas.say("lobby.fact.stage_recorded")).locator("visible=true")
    expect(fact).to_have_count(1)
    expect(fact).to_be_in_viewport()
    join(jonas, "webinar")
    expect_inside(jonas)
    consent.expect_recording(jonas)
    consent.badge(jonas).click()
    about = jonas.page.get_by_role("dialog", name=jonas.say("recording.about.title.on"))
    expect(about).to_contain_text(jonas.say("recording.about.watching"))
    assert violations(jonas.page) == []
