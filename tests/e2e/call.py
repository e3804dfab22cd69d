"""Steps in the call."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.media import expect_moving
from tests.e2e.visitor import Visitor


def bar(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("navigation", name=visitor.say("call.control.bar"))


def expect_inside(visitor: Visitor) -> None:
    """Connected, and it says so."""
    states = [visitor.say(f"call.line.{state}") for state in ("connected", "good", "weak")]
    line = visitor.page.get_by_role("banner").get_by_text(
        re.compile("|".join(f"^{state}$" for state in states))
    )
    expect(line).to_be_visible()
    expect(bar(visitor)).to_be_visible()


def tile_of(visitor: Visitor, name: str) -> Locator:
    """Somebody's tile; one's own is called You."""
    return visitor.page.get_by_role("article", name=re.compile(f"^{re.escape(name)}(,|$)"))


def own_tile(visitor: Visitor) -> Locator:
    return tile_of(visitor, visitor.say("call.tile.you"))


def expect_video_from(visitor: Visitor, other: str) -> None:
    """The other's picture is seen, and it moves."""
    expect_moving(tile_of(visitor, other).locator("video"), what=f"{visitor.name} sees {other}")


def expect_no_video_from(visitor: Visitor, other: str) -> None:
    """The other is there, by name, without a picture."""
    expect(tile_of(visitor, other)).to_be_visible()
    expect(tile_of(visitor, other).locator("video")).to_have_count(0)


def expect_alone(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("article")).to_have_count(1)


def screen_of(visitor: Visitor, other: str) -> Locator:
    return visitor.page.get_by_role("figure", name=visitor.say("call.share.of", name=other))


def share_screen(visitor: Visitor) -> None:
    bar(visitor).get_by_role("button", name=visitor.say("call.share.offLabel")).click()
    expect(visitor.page.get_by_role("banner")).to_contain_text(visitor.say("call.share.yours"))


def stop_sharing(visitor: Visitor) -> None:
    bar(visitor).get_by_role("button", name=visitor.say("call.share.onLabel")).click()


def device_button(visitor: Visitor, device: str, state: str) -> Locator:
    """The button of a device in one of its two states: `device_button(nadia, "microphone", "on")`."""
    return bar(visitor).get_by_role("button", name=visitor.say(f"call.control.{device}.{state}Label"))


def leave_button(visitor: Visitor) -> Locator:
    return bar(visitor).get_by_role("button", name=visitor.say("call.control.leave"), exact=True)


def leave(visitor: Visitor, *, leads: bool = False) -> None:
    """Leave by the button; whoever leads the session is offered more than that."""
    leave_button(visitor).click()
    if leads:
        visitor.page.get_by_role(
            "menuitem", name=re.compile(f"^{visitor.say('call.leave.leave')}")
        ).first.click()


def end_for_all(visitor: Visitor) -> None:
    """End the session for everyone, and mean it."""
    leave_button(visitor).click()
    visitor.page.get_by_role("menuitem", name=re.compile(re.escape(visitor.say("call.leave.end")))).click()
    dialog = visitor.page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=visitor.say("call.end.confirm"), exact=True).click()
