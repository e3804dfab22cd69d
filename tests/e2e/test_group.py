"""A workshop of four: two in browsers, two with clients of their own; they see a screen, and write."""

import re

from playwright.sync_api import expect

from dev.stack import Stack
from tests.e2e import chat
from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.call import (
    bar,
    expect_inside,
    expect_video_from,
    screen_of,
    share_screen,
    stop_sharing,
    tile_of,
)
from tests.e2e.conftest import Call
from tests.e2e.desk import Desk
from tests.e2e.layout import box_of
from tests.e2e.media import expect_moving, expect_sound
from tests.e2e.meeting import call_in, enter, meet
from tests.e2e.visitor import Visitor


def test_four_people_share_a_screen_and_write(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara], assisted=True)
    meet(nadia, jonas, workshop, "group")
    for account in (cast.priya, cast.mara):
        call_in(caller, api, account, workshop)
    for person, other in ((nadia, jonas), (jonas, nadia)):
        for name in (other.name, cast.priya.name, cast.mara.name):
            expect_video_from(person, name)
        expect_sound(person.page, sources=3)

    # The screen takes the stage, and the people stand beside it.
    share_screen(nadia)
    screen = screen_of(jonas, nadia.name)
    expect_moving(screen.locator("video"), what="Jonas sees the screen")
    for name in (nadia.name, cast.priya.name, cast.mara.name):
        assert box_of(screen).area > 4 * box_of(tile_of(jonas, name)).area
        expect_video_from(jonas, name)

    # Chat beside it: a line is there at once, and is announced where nobody looks.
    chat.open_panel(jonas)
    chat.write(jonas, "Where do I find the sheet?")
    chat.expect_announced(nadia, nadia.say("chat.news.from", name=jonas.name))
    expect(chat.button(nadia, unread=1)).to_be_visible()
    chat.open_panel(nadia, unread=1)
    chat.expect_line(nadia, jonas.name, "Where do I find the sheet?")
    chat.write(nadia, "In your booking.")
    chat.expect_line(jonas, nadia.name, "In your booking.")
    chat.say(api, cast.mara, workshop, "Thanks, found it.")
    for person in (nadia, jonas):
        chat.expect_texts(person, ["Where do I find the sheet?", "In your booking.", "Thanks, found it."])
    expect(chat.button(nadia)).to_be_visible()
    assert screen.is_visible(), "The panel is beside the screen, not over it."

    stop_sharing(nadia)
    expect(screen).to_have_count(0)
    expect_video_from(jonas, cast.mara.name)


def test_whoever_speaks_is_large_where_one_wants_it_so(
    jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara], assisted=True)
    nadia, priya, mara = (
        call_in(caller, api, account, workshop, silent=True)
        for account in (cast.nadia, cast.priya, cast.mara)
    )
    for person in (nadia, priya, mara):
        person.show_camera()
    enter(jonas, workshop, "group")
    for name in (cast.nadia.name, cast.priya.name, cast.mara.name):
        expect_video_from(jonas, name)
    grid = {name: box_of(tile_of(jonas, name)) for name in (cast.nadia.name, cast.priya.name, cast.mara.name)}
    assert len({round(box.area, -2) for box in grid.values()}) == 1, "In the grid all are equal."

    mara.talk()
    expect(tile_of(jonas, cast.mara.name)).to_have_accessible_name(
        re.compile(jonas.say("call.tile.speaking"))
    )
    assert {name: box_of(tile_of(jonas, name)) for name in grid} == grid, "In the grid nobody's tile moves."

    choose_layout(jonas, "speaker")
    for name in (cast.nadia.name, cast.priya.name):
        assert box_of(tile_of(jonas, cast.mara.name)).area > 4 * box_of(tile_of(jonas, name)).area
        expect_video_from(jonas, name)
    choose_layout(jonas, "grid")
    assert {name: box_of(tile_of(jonas, name)) for name in grid} == grid


def choose_layout(visitor: Visitor, name: str) -> None:
    """`grid` or `speaker`."""
    bar(visitor).get_by_role("button", name=visitor.say("call.layout.label")).click()
    visitor.page.get_by_role("menuitemradio", name=visitor.say(f"call.layout.{name}")).click()
    expect(visitor.page.get_by_role("menu")).to_have_count(0)


def test_the_chat_outlives_a_reload_and_greets_who_comes_late(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas], assisted=True)
    # Priya leads, too, and is not in the call at all.
    chat.say(api, cast.priya, workshop, "We begin at five past.")
    enter(nadia, workshop, "group")
    chat.open_panel(nadia, unread=1)
    chat.write(nadia, "Good evening.")

    enter(jonas, workshop, "group")
    chat.open_panel(jonas, unread=2)
    chat.expect_texts(jonas, ["We begin at five past.", "Good evening."])
    chat.write(jonas, "Hello 👋")
    chat.say(api, cast.priya, workshop, "Now we begin.")
    chat.expect_line(jonas, cast.priya.name, "Now we begin.")

    # A line whose way is barred, and half a thought, outlive it too; the line goes out by itself.
    chat.hold_back(jonas, "I am back")
    chat.field(jonas).fill("Half a tho")
    jonas.page.reload()
    expect_inside(jonas)
    expect(chat.field(jonas)).to_have_value("Half a tho")
    everything = ["We begin at five past.", "Good evening.", "Hello 👋", "Now we begin.", "I am back"]
    for person in (nadia, jonas):
        chat.expect_texts(person, everything)
    chat.expect_line(jonas, jonas.say("chat.you"), "Hello 👋")


def test_what_a_client_of_their_own_forges_is_shown_nowhere(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    enter(nadia, workshop, "group")
    enter(jonas, workshop, "group")
    chat.open_panel(nadia)

    # At once, while the others have hardly heard that she came; and again, when they know her.
    mara = call_in(caller, api, cast.mara, workshop, silent=True)
    chat.forge(mara, as_name=nadia.name)
    expect(tile_of(jonas, cast.mara.name)).to_be_visible()
    chat.forge(mara, as_name=nadia.name)

    # What she says by the API comes after that, with her own name.
    chat.say(api, cast.mara, workshop, "An honest line.")
    chat.expect_line(nadia, cast.mara.name, "An honest line.")
    chat.open_panel(jonas, unread=1)
    for person in (nadia, jonas):
        chat.expect_texts(person, ["An honest line."])
        chat.expect_nothing_forged(person)


def test_links_are_safe_and_markup_is_text(
    stack: Stack, nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas])
    enter(nadia, workshop, "group")
    enter(jonas, workshop, "group")
    chat.open_panel(nadia)
    chat.open_panel(jonas)
    text = (
        f"<img src=x onerror=\"document.title='caught'\"> {stack.url}/log-in/?next=a&b. javascript:alert(1)"
    )
    chat.write(jonas, text)

    chat.expect_line(nadia, jonas.name, text)
    (link,) = chat.log(nadia).get_by_role("link").all()
    assert link.inner_text() == f"{stack.url}/log-in/?next=a&b"
    with nadia.context.expect_page() as opened:
        link.click()
    beside = opened.value
    beside.wait_for_load_state()
    # Beside the call, and without a way back into its page.
    assert beside.evaluate("() => window.opener") is None
    assert beside.evaluate("() => document.referrer") == ""
    beside.close()
    expect_inside(nadia)
    expect_video_from(nadia, jonas.name)
    assert nadia.page.title() != "caught"
