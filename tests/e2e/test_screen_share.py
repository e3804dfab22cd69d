"""A screen that is shown: it arrives, takes the stage, and goes."""

from playwright.sync_api import expect

from tests.e2e.accounts import Cast
from tests.e2e.call import expect_video_from, screen_of, share_screen, stop_sharing, tile_of
from tests.e2e.desk import Desk
from tests.e2e.layout import box_of
from tests.e2e.media import expect_moving
from tests.e2e.meeting import meet
from tests.e2e.visitor import Visitor


def test_the_practitioner_shows_her_screen(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    meet(nadia, jonas, desk.book(cast))
    share_screen(nadia)

    screen = screen_of(jonas, nadia.name)
    expect_moving(screen.locator("video"), what="Jonas sees the screen")
    expect(jonas.page.get_by_role("banner")).to_contain_text(
        jonas.say("call.share.theirs", name="Dr. Rahman")
    )
    assert box_of(screen).area > 4 * box_of(tile_of(jonas, nadia.name)).area, (
        "The screen is what one looks at."
    )
    expect_video_from(jonas, nadia.name)

    stop_sharing(nadia)
    expect(screen).to_have_count(0)
    expect(nadia.page.get_by_role("banner")).not_to_contain_text(nadia.say("call.share.yours"))
    expect_video_from(jonas, nadia.name)


def test_a_screen_that_is_shown_when_somebody_comes_is_seen_by_them(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    booking = desk.book(cast)
    meet(nadia, jonas, booking)
    share_screen(nadia)
    jonas.page.reload()
    expect_moving(screen_of(jonas, nadia.name).locator("video"), what="Jonas sees the screen")
