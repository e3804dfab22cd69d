"""People go out and come back: by reload, in another tab, by the browser's Back."""

from playwright.sync_api import expect

from tests.e2e import after
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.call import device_button, expect_inside, expect_no_video_from, expect_video_from, leave
from tests.e2e.desk import Desk
from tests.e2e.lobby import join, join_button
from tests.e2e.meeting import enter, meet
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually


def test_a_reload_comes_straight_back_in(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    jonas.page.reload()
    expect_inside(jonas)
    expect_video_from(jonas, nadia.name)
    expect_video_from(nadia, jonas.name)

    def visits() -> list[bool] | None:
        (record,) = desk.record(booking)
        open_ones = [visit["left_at"] is None for visit in record["visits"] if visit["name"] == jonas.name]
        return open_ones if open_ones == [False, True] else None

    eventually(visits, what="Jonas has one visit that is over and one that is not")


def test_a_reload_keeps_the_camera_off(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    meet(nadia, jonas, desk.book(cast))
    device_button(jonas, "camera", "on").click()
    expect_no_video_from(nadia, jonas.name)
    jonas.page.reload()
    expect_inside(jonas)
    expect(device_button(jonas, "camera", "off")).to_be_visible()
    expect(device_button(jonas, "microphone", "on")).to_be_visible()


def test_a_second_tab_takes_over_from_the_first(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    first = jonas.page
    second = Visitor(jonas.account, jonas.context.new_page(), jonas.say, jonas.watch)
    # A second tab is a new visit: through the lobby.
    second.page.goto(booking.call)
    join(second)
    expect_inside(second)
    expect_story(jonas, "elsewhere")
    expect_video_from(second, nadia.name)
    expect_video_from(nadia, jonas.name)

    first.get_by_role("button", name=jonas.say("after.elsewhere.here")).click()
    expect_inside(jonas)
    expect_story(second, "elsewhere")
    expect_video_from(nadia, jonas.name)


def test_the_browsers_back_leaves_to_the_lobby(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    meet(nadia, jonas, desk.book(cast))
    jonas.page.go_back()
    expect(join_button(jonas)).to_be_visible()
    expect(
        nadia.page.get_by_role("heading", name=nadia.say("call.alone.left", name=jonas.name))
    ).to_be_visible()
    join(jonas)
    expect_inside(jonas)
    expect_video_from(nadia, jonas.name)


def test_whoever_left_can_rejoin_with_one_press(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    meet(nadia, jonas, desk.book(cast))
    leave(jonas)
    expect_story(jonas, "left")
    # Leaving is over after a reload, too.
    jonas.page.reload()
    expect_story(jonas, "left")
    after.rejoin(jonas)
    expect_inside(jonas)
    expect_video_from(jonas, nadia.name)


def test_somebody_in_the_lobby_sees_that_the_other_is_inside(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    jonas.page.goto(booking.lobby)
    expect(jonas.page.get_by_text(jonas.say("lobby.presence.absent", name="Dr. Rahman"))).to_be_visible()
    enter(nadia, booking)
    here = jonas.page.locator(".presence").get_by_text(jonas.say("lobby.presence.inside", name="Dr. Rahman"))
    expect(here).to_be_visible()
