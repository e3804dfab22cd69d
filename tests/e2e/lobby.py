"""Steps in the lobby: everything before one is inside."""

from playwright.sync_api import Locator, expect

from tests.e2e.accounts import Subject
from tests.e2e.media import expect_moving
from tests.e2e.visitor import Visitor


def open_lobby(visitor: Visitor, subject: Subject) -> None:
    """To the lobby of a room that this person may (soon) enter."""
    visitor.page.goto(subject.lobby)
    expect(visitor.page.get_by_role("heading", name=subject.title, level=1)).to_be_visible()


def join_button(visitor: Visitor, way: str = "individual") -> Locator:
    """The one filled button, by the key of its words in the catalogue: individual, join_without_camera …"""
    return visitor.page.get_by_role("button", name=visitor.say(f"lobby.join.{way}"), exact=True)


def join(visitor: Visitor, way: str = "individual") -> None:
    """Press Join; the call's own steps say when one is inside."""
    join_button(visitor, way).click()


def expect_mirror(visitor: Visitor) -> None:
    """One sees oneself, moving."""
    expect_moving(visitor.page.get_by_label(visitor.say("lobby.mirror.picture")))


def expect_closed(visitor: Visitor, reason: str) -> None:
    """The page says why there is no way in, and offers none."""
    title = visitor.say(f"lobby.closed.{reason}.title")
    expect(visitor.page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(join_button(visitor)).to_have_count(0)
