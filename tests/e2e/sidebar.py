"""Steps in the sidebar of what has a stage: chat and people, each a tab."""

from playwright.sync_api import Locator, expect

from tests.e2e.call import bar
from tests.e2e.visitor import Visitor


def sidebar(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("complementary", name=visitor.say("call.control.sidebar"))


def button(visitor: Visitor) -> Locator:
    """What opens and closes it, where it has no place of its own."""
    return bar(visitor).get_by_role("button", name=visitor.say("call.control.sidebar"), exact=True)


def tab(visitor: Visitor, words: str) -> Locator:
    """A tab by the key of its words; a badge may follow them."""
    return sidebar(visitor).get_by_role("tab", name=visitor.say(words))


def show_chat(visitor: Visitor) -> None:
    tab(visitor, "chat.title").click()
    expect(visitor.page.get_by_role("log", name=visitor.say("chat.log"))).to_be_visible()


def show_people(visitor: Visitor) -> None:
    tab(visitor, "call.control.people").click()
    expect(watching(visitor)).to_be_visible()


def on_stage(visitor: Visitor) -> Locator:
    return sidebar(visitor).get_by_role("region", name=visitor.say("call.people.onStage"))


def watching(visitor: Visitor) -> Locator:
    return sidebar(visitor).get_by_role("region", name=visitor.say("call.people.watching"))


def search(visitor: Visitor, words: str) -> None:
    watching(visitor).get_by_role("searchbox", name=visitor.say("call.people.search")).fill(words)


def expect_names(visitor: Visitor, names: list[str]) -> None:
    """Exactly these people are listed as watching."""
    expect(watching(visitor).get_by_role("listitem")).to_have_text(names)


def expect_watching(visitor: Visitor, count: int) -> None:
    """So many watch, in the top line and wherever else it is said."""
    words = visitor.say("call.watching.count", count=count).replace("{{count, number}}", str(count))
    expect(visitor.page.get_by_role("banner")).to_contain_text(words)
