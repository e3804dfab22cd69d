"""Steps on the page after the call."""

from playwright.sync_api import Locator, expect

from tests.e2e.visitor import Visitor


def expect_story(visitor: Visitor, story: str, **values: str) -> None:
    """The headline, by the name of its story in the catalogue: left, ended_by, removed …"""
    title = visitor.say(f"after.{story}.title", count=None, **values)
    expect(visitor.page.get_by_role("heading", name=title, level=1)).to_be_visible()


def rejoin_button(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("button", name=visitor.say("after.rejoin"), exact=True)


def rejoin(visitor: Visitor) -> None:
    rejoin_button(visitor).click()


def expect_no_way_back(visitor: Visitor) -> None:
    expect(rejoin_button(visitor)).to_have_count(0)
