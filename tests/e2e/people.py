"""Steps in the list of people, for whoever leads the session."""

from playwright.sync_api import Locator, expect

from tests.e2e.call import bar
from tests.e2e.visitor import Visitor


def panel(visitor: Visitor) -> Locator:
    """The list, in a panel of its own or in a tab of the sidebar."""
    name = visitor.say("call.control.people")
    own = visitor.page.get_by_role("complementary", name=name)
    return own.or_(visitor.page.get_by_role("tabpanel", name=name))


def open_panel(visitor: Visitor, *, count: int = 2) -> None:
    """Open the list while so many people are inside."""
    bar(visitor).get_by_role("button", name=visitor.say("call.control.peopleCount", count=count)).click()
    expect(panel(visitor)).to_be_visible()


def remove(visitor: Visitor, name: str) -> None:
    """Put somebody out, and mean it."""
    ask_to_remove(visitor, name)
    confirm_removal(visitor)


def ask_to_remove(visitor: Visitor, name: str) -> None:
    panel(visitor).get_by_role("button", name=visitor.say("call.people.remove", name=name)).click()
    expect(
        visitor.page.get_by_role("alertdialog", name=visitor.say("call.remove.title", name=name))
    ).to_be_visible()


def confirm_removal(visitor: Visitor) -> None:
    dialog = visitor.page.get_by_role("alertdialog")
    dialog.get_by_role("button", name=visitor.say("call.remove.confirm"), exact=True).click()
    expect(dialog).to_have_count(0)


def readmit(visitor: Visitor, name: str) -> None:
    removed = panel(visitor).get_by_role("region", name=visitor.say("call.people.removedTitle"))
    row = removed.get_by_role("listitem").filter(has_text=name)
    row.get_by_role("button", name=visitor.say("call.people.readmit")).click()
    expect(row).to_have_count(0)
