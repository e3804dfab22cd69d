"""The call in every kind of window: upright and lying phones, narrow ones, the full screen."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import chat, sidebar
from tests.e2e.accounts import Cast, Subject
from tests.e2e.api import Api
from tests.e2e.call import bar, expect_video_from, leave_button, own_tile, screen_of, tile_of
from tests.e2e.conftest import Call, SitDown
from tests.e2e.desk import Desk
from tests.e2e.layout import TOLERANCE, box_of, expect_no_sideways_scroll, expect_on_screen, window_of
from tests.e2e.meeting import call_in, enter
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import holds_soon
from tests.live.caller import Caller

#: The least that a finger hits surely.
FINGER = 44


@pytest.fixture
def workshop(cast: Cast, desk: Desk, api: Api, caller: Call) -> Subject:
    """Dr. Rahman is in it; Jonas Weber and Mara Lindgren are booked."""
    subject = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    call_in(caller, api, cast.nadia, subject)
    return subject


@pytest.fixture
def mara(workshop: Subject, cast: Cast, api: Api, caller: Call) -> Caller:
    """She is in it, too."""
    return call_in(caller, api, cast.mara, workshop)


def tiles(visitor: Visitor, cast: Cast) -> list[Locator]:
    return [tile_of(visitor, cast.nadia.name), tile_of(visitor, cast.mara.name), own_tile(visitor)]


def controls(visitor: Visitor) -> list[Locator]:
    return bar(visitor).get_by_role("button").all()


@pytest.mark.usefixtures("mara")
def test_an_upright_phone_shows_everybody_and_keeps_the_bar_in_reach(
    workshop: Subject, log_in: SitDown, cast: Cast
) -> None:
    jonas = log_in(cast.jonas, device="phone")
    enter(jonas, workshop, "group")
    expect_video_from(jonas, cast.nadia.name)

    expect_on_screen(jonas.page, *tiles(jonas, cast), bar(jonas))
    # Of an odd number the practitioner, who is first, takes the whole row.
    nadia, mara, _own = (box_of(tile) for tile in tiles(jonas, cast))
    assert nadia.width > 1.8 * mara.width
    assert box_of(bar(jonas)).bottom > 0.98 * window_of(jonas.page).height
    expect_for_fingers(controls(jonas))
    expect_no_sideways_scroll(jonas.page)


@pytest.mark.usefixtures("mara")
def test_a_lying_phone_has_the_bar_at_its_side(workshop: Subject, log_in: SitDown, cast: Cast) -> None:
    jonas = log_in(cast.jonas, device="lying phone")
    enter(jonas, workshop, "group")
    expect_video_from(jonas, cast.nadia.name)

    expect_on_screen(jonas.page, *tiles(jonas, cast), bar(jonas))
    column = box_of(bar(jonas))
    assert column.height > 2 * column.width
    assert column.right > 0.98 * window_of(jonas.page).width
    expect_for_fingers(controls(jonas))
    expect_no_sideways_scroll(jonas.page)


@pytest.mark.usefixtures("mara")
def test_turning_the_phone_loses_nobody(workshop: Subject, log_in: SitDown, cast: Cast) -> None:
    jonas = log_in(cast.jonas, device="phone")
    enter(jonas, workshop, "group")
    for width, height in ((844, 390), (390, 844)):
        jonas.page.set_viewport_size({"width": width, "height": height})
        for name in (cast.nadia.name, cast.mara.name):
            expect_video_from(jonas, name)
        expect_on_screen(jonas.page, *tiles(jonas, cast), bar(jonas))


def test_the_chat_on_a_phone_is_a_sheet_over_the_call(workshop: Subject, log_in: SitDown, cast: Cast) -> None:
    jonas = log_in(cast.jonas, device="phone")
    enter(jonas, workshop, "group")
    bar(jonas).get_by_role("button", name=jonas.say("call.control.more")).tap()
    jonas.page.get_by_role("menuitem", name=jonas.say("call.control.chat")).tap()
    sheet = box_of(chat.panel(jonas))
    window = window_of(jonas.page)
    assert 0.7 * window.height < sheet.height < 0.85 * window.height
    assert sheet.width == window.width
    expect_on_screen(jonas.page, chat.log(jonas), chat.field(jonas))
    chat.write(jonas, "Hello")
    # Who spoke last is still seen above it.
    expect_video_from(jonas, cast.nadia.name)
    expect_no_sideways_scroll(jonas.page)
    jonas.page.get_by_role("button", name=jonas.say("chat.close")).tap()
    expect(bar(jonas)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("device", ["phone", "lying phone", "laptop"])
def test_a_webinar_has_its_stage_and_its_sidebar_side_by_side(
    device: str, log_in: SitDown, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    webinar = desk.plan(cast, "webinar", clients=[cast.jonas])
    call_in(caller, api, cast.nadia, webinar)
    jonas = log_in(cast.jonas, device=device)
    enter(jonas, webinar, "webinar")
    expect_video_from(jonas, cast.nadia.name)
    stage = tile_of(jonas, cast.nadia.name)
    expect_no_sideways_scroll(jonas.page)
    if device == "lying phone":
        # There is no room beside it: the stage has the whole window, but for the bar.
        expect_on_screen(jonas.page, stage, bar(jonas))
        assert box_of(stage).height > 0.75 * window_of(jonas.page).height
        return
    expect_on_screen(jonas.page, stage, sidebar.sidebar(jonas), bar(jonas))
    if device == "phone":
        assert box_of(sidebar.sidebar(jonas)).y > box_of(stage).bottom - TOLERANCE
        expect_on_screen(jonas.page, chat.log(jonas), chat.field(jonas))
    else:
        assert box_of(sidebar.sidebar(jonas)).x > box_of(stage).right - TOLERANCE


def test_the_narrowest_window_shows_a_shared_screen_uncropped(
    workshop: Subject, mara: Caller, log_in: SitDown, cast: Cast
) -> None:
    jonas = log_in(cast.jonas)
    jonas.page.set_viewport_size({"width": 320, "height": 640})
    enter(jonas, workshop, "group")
    mara.share_screen()

    screen = screen_of(jonas, cast.mara.name)
    expect(screen).to_be_visible()
    expect_on_screen(jonas.page, screen, bar(jonas))
    assert screen.locator("video").evaluate("(video) => getComputedStyle(video).objectFit") == "contain"
    expect_no_sideways_scroll(jonas.page)
    # From the narrowest to where the bar goes to the side, upright, flat, and as a large zoom makes it.
    for width, height in ((320, 640), (390, 844), (640, 300), (844, 390), (320, 256)):
        jonas.page.set_viewport_size({"width": width, "height": height})
        expect_nothing_cut_off(jonas)


@pytest.mark.usefixtures("mara")
def test_the_full_screen_is_entered_and_left_by_the_same_button(
    workshop: Subject, jonas: Visitor, cast: Cast
) -> None:
    enter(jonas, workshop, "group")
    expect_video_from(jonas, cast.nadia.name)
    button = bar(jonas).get_by_role("button", name=jonas.say("call.control.fullScreen"), exact=True)
    button.click()
    jonas.page.wait_for_function("() => document.fullscreenElement !== null")
    # Menus and panels are seen there, too.
    bar(jonas).get_by_role("button", name=jonas.say("call.layout.label")).click()
    expect(jonas.page.get_by_role("menuitemradio").first).to_be_in_viewport()
    jonas.page.keyboard.press("Escape")
    chat.open_panel(jonas)
    expect_on_screen(jonas.page, chat.panel(jonas), tile_of(jonas, cast.nadia.name), bar(jonas))
    bar(jonas).get_by_role("button", name=jonas.say("call.control.fullScreenOff"), exact=True).click()
    jonas.page.wait_for_function("() => document.fullscreenElement === null")
    expect(button).to_be_visible()


def expect_nothing_cut_off(visitor: Visitor) -> None:
    """The top line holds all that is in it, and every button of the bar is whole and free of the others."""
    page, top = visitor.page, visitor.page.get_by_role("banner")

    def holds_all() -> None:
        assert top.evaluate("(line) => line.scrollWidth <= line.clientWidth"), page.viewport_size

    holds_soon(holds_all)
    expect(leave_button(visitor)).to_be_in_viewport(ratio=1)
    expect_on_screen(page, *controls(visitor))
    expect_for_fingers(controls(visitor))


def expect_for_fingers(buttons: Sequence[Locator]) -> None:
    assert buttons
    for button in buttons:
        box = box_of(button)
        assert min(box.width, box.height) >= FINGER, f"{button} has {box.width:g} × {box.height:g} px."
