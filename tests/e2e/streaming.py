"""Steps around a live stream: in the call of whoever leads it, and of everybody."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.call import bar
from tests.e2e.visitor import Visitor

#: A recorder begins within this on a cold machine (docs/operate.md); one that is busy with tests is colder.
LIVE_MS = 90_000


def open_targets(visitor: Visitor) -> Locator:
    """From More, in a bar of any width."""
    bar(visitor).get_by_role("button", name=visitor.say("call.control.more")).click()
    word = re.escape(visitor.say("streaming.item.title"))
    visitor.page.get_by_role("menuitem", name=re.compile(f"^{word}")).click()
    dialog = visitor.page.get_by_role("dialog", name=visitor.say("streaming.dialog.title"))
    expect(dialog).to_be_visible()
    return dialog


def add(visitor: Visitor, dialog: Locator, *, name: str, server: str, key: str) -> Locator:
    """A target more; answers its row."""
    more = dialog.get_by_role("button", name=visitor.say("streaming.add.open"))
    form = dialog.get_by_role("form")
    # Where there is none yet, the form is there already.
    more.or_(form).first.wait_for()
    if more.is_visible():
        more.click()
    for label, text in (("name", name), ("server", server), ("key", key)):
        form.get_by_label(visitor.say(f"streaming.add.{label}"), exact=True).fill(text)
    form.get_by_role("button", name=visitor.say("streaming.add.press"), exact=True).click()
    row = dialog.get_by_role("listitem", name=name)
    expect(row).to_contain_text(visitor.say("streaming.state.idle"))
    return row


def press(visitor: Visitor, row: Locator, what: str, name: str) -> None:
    """Start or stop what is in this row."""
    row.get_by_role("button", name=visitor.say(f"streaming.target.{what}Name", name=name)).click()


def badge(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("banner").get_by_text(visitor.say("streaming.chip.on"), exact=True)


def expect_on_air(visitor: Visitor) -> None:
    expect(badge(visitor)).to_be_visible(timeout=LIVE_MS)


def expect_off_air(visitor: Visitor) -> None:
    expect(badge(visitor)).to_have_count(0, timeout=LIVE_MS)
