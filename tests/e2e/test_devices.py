"""Each device's failure is its own, has words, and stops nobody from entering."""

from playwright.sync_api import Locator, expect

from tests.e2e.accounts import Cast
from tests.e2e.call import (
    device_button,
    expect_inside,
    expect_no_video_from,
    expect_video_from,
)
from tests.e2e.conftest import SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_mirror, join, join_button, open_lobby
from tests.e2e.media import expect_sound
from tests.e2e.meeting import enter
from tests.e2e.visitor import Visitor

#: Counts how often the page asks the browser for a device.
COUNT_QUESTIONS = """
    window.questions = 0;
    const ask = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = function (...wishes) {
        window.questions += 1;
        return ask.apply(this, wishes);
    };
"""


def test_a_blocked_camera_leaves_the_voice(log_in: SitDown, nadia: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    enter(nadia, booking)
    jonas = log_in(cast.jonas, allowed=["microphone"])
    open_lobby(jonas, booking)

    help_for_camera = notice(jonas, "lobby.help.camera.denied.title")
    expect(help_for_camera).to_contain_text(jonas.say("lobby.help.camera.denied.works"))
    expect(jonas.page.get_by_text(jonas.say("lobby.help.microphone.denied.title"))).to_have_count(0)
    join(jonas, "join_without_camera")
    expect_inside(jonas)

    expect(device_button(jonas, "microphone", "on")).to_be_visible()
    expect(device_button(jonas, "camera", "off")).to_be_visible()
    expect_no_video_from(nadia, jonas.name)
    expect_sound(nadia.page)


def test_help_closes_by_itself_once_the_camera_is_allowed(log_in: SitDown, cast: Cast, desk: Desk) -> None:
    jonas = log_in(cast.jonas, allowed=["microphone"])
    open_lobby(jonas, desk.book(cast))
    expect(notice(jonas, "lobby.help.camera.denied.title")).to_be_visible()
    jonas.context.grant_permissions(["camera", "microphone"])
    expect(notice(jonas, "lobby.help.camera.denied.title")).to_have_count(0)
    expect_mirror(jonas)
    expect(join_button(jonas)).to_be_visible()


def test_with_both_blocked_one_can_listen(log_in: SitDown, nadia: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    enter(nadia, booking)
    jonas = log_in(cast.jonas, allowed=[])
    open_lobby(jonas, booking)
    expect(notice(jonas, "lobby.help.camera.denied.title")).to_be_visible()
    expect(notice(jonas, "lobby.help.microphone.denied.title")).to_be_visible()
    join(jonas, "join_to_listen")
    expect_inside(jonas)
    expect_video_from(jonas, nadia.name)
    expect_sound(jonas.page)


def test_the_previewed_tracks_are_the_ones_that_are_sent(
    jonas: Visitor, nadia: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    enter(nadia, booking)
    jonas.context.add_init_script(COUNT_QUESTIONS)
    open_lobby(jonas, booking)
    expect_mirror(jonas)
    before = jonas.page.evaluate("() => window.questions")
    join(jonas)
    expect_inside(jonas)
    expect_video_from(nadia, jonas.name)
    assert jonas.page.evaluate("() => window.questions") == before > 0


def test_choices_are_remembered_and_hold_in_the_call(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    booking = desk.book(cast)
    open_lobby(jonas, booking)
    jonas.page.get_by_role("button", name=jonas.say("lobby.toggle.camera_on")).click()
    jonas.page.reload()
    expect(jonas.page.get_by_role("button", name=jonas.say("lobby.toggle.camera_off"))).to_be_visible()
    join(jonas, "join_without_camera")
    expect_inside(jonas)
    expect(device_button(jonas, "camera", "off")).to_be_visible()
    # The camera can still be turned on inside.
    device_button(jonas, "camera", "off").click()
    expect(device_button(jonas, "camera", "on")).to_be_visible()


def test_mute_and_camera_off_reach_the_other_side(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    enter(nadia, booking)
    enter(jonas, booking)
    expect_video_from(nadia, jonas.name)
    device_button(jonas, "microphone", "on").click()
    expect(
        nadia.page.get_by_role("article", name=f"{jonas.name}, {nadia.say('call.tile.micOff')}")
    ).to_be_visible()
    device_button(jonas, "camera", "on").click()
    expect_no_video_from(nadia, jonas.name)
    device_button(jonas, "camera", "off").click()
    expect_video_from(nadia, jonas.name)


def notice(visitor: Visitor, title: str) -> Locator:
    """The alert with this title."""
    return visitor.page.get_by_role("alert").filter(has_text=visitor.say(title))
