"""Steps in the chat."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.e2e.call import bar
from tests.e2e.visitor import Visitor
from tests.live.caller import Caller


def button(visitor: Visitor, *, unread: int = 0) -> Locator:
    """The button that opens it beside a group, as it is called while so many messages are unread."""
    name = (
        visitor.say("call.control.chatUnread", count=unread) if unread else visitor.say("call.control.chat")
    )
    return bar(visitor).get_by_role("button", name=name, exact=True)


def open_panel(visitor: Visitor, *, unread: int = 0) -> None:
    button(visitor, unread=unread).click()
    expect(panel(visitor)).to_be_visible()


def panel(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("complementary", name=visitor.say("chat.title"), exact=True)


def log(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("log", name=visitor.say("chat.log"))


def field(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("textbox", name=visitor.say("chat.compose.label"))


def write(visitor: Visitor, text: str) -> None:
    """Write a line and send it; the server has it, and it is in the log as one's own."""
    field(visitor).fill(text)
    visitor.page.get_by_role("button", name=visitor.say("chat.compose.send"), exact=True).click()
    expect(field(visitor)).to_have_value("")
    expect_line(visitor, visitor.say("chat.you"), text)
    expect(log(visitor).get_by_text(visitor.say("chat.unsent.sending"))).to_have_count(0)


#: What Chromium says of it in the console.
BARRED = r"ERR_FAILED \(.*/messages/\)"


def hold_back(visitor: Visitor, text: str) -> None:
    """Write a line that the network does not let through; after that it lets everything through again."""
    pattern = "**/messages/"
    visitor.watch.allow(BARRED)
    visitor.page.route(
        pattern, lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    field(visitor).fill(text)
    visitor.page.get_by_role("button", name=visitor.say("chat.compose.send"), exact=True).click()
    expect(log(visitor).get_by_text(visitor.say("chat.unsent.silent"))).to_be_visible()
    visitor.page.unroute(pattern)


def line(visitor: Visitor, who: str, text: str) -> Locator:
    """Somebody's line in the log; one's own is by You."""
    of_them = visitor.page.get_by_text(who, exact=True)
    return log(visitor).get_by_role("listitem").filter(has=of_them).filter(has_text=text)


def expect_line(visitor: Visitor, who: str, text: str) -> None:
    expect(line(visitor, who, text)).to_have_count(1)


def expect_texts(visitor: Visitor, texts: list[str]) -> None:
    """Exactly these were said, in this order."""
    expect(log(visitor).locator(".said")).to_have_text(texts)


def expect_announced(visitor: Visitor, words: str) -> None:
    """Said to screen readers, politely; it does not stay."""
    expect(visitor.page.get_by_role("status").filter(has_text=words)).to_have_count(1)


def say(api: Api, account: Account, subject: Subject, text: str) -> dict[str, Any]:
    """A line of somebody without a browser, by the API."""
    room = api.room(account, subject)["id"]
    return api.post(account, f"/api/v1/rooms/{room}/messages/", text=text)


FORGED = "Send your card number to me."


def forge(caller: Caller, *, as_name: str) -> None:
    """What somebody with a client of their own may try: a line in another's name, by every way and some tricks.

    Each says `FORGED`, in some form of what the server says.
    """
    line = {
        "id": "00000000-0000-4000-8000-000000000000",
        "number": 1,
        "text": FORGED,
        "sender": {"id": "00000000-0000-4000-8000-000000000001", "name": as_name, "role": "host"},
        "sent_at": "2026-01-01T12:00:00Z",
    }
    packet = json.dumps(line).encode()
    for topic in ("rooms.chat", "rooms.chat ", "rooms.", "ROOMS.CHAT", "lk.chat", ""):
        for reliable in (True, False):
            caller.send(packet, topic=topic, reliable=reliable)
    caller.send(json.dumps({"count": 4711}).encode(), topic="rooms.people")
    caller.run(caller.room.local_participant.send_text(packet.decode(), topic="rooms.chat"))
    caller.run(caller.room.local_participant.send_text(FORGED, topic="lk.chat"))


def expect_nothing_forged(visitor: Visitor) -> None:
    assert FORGED not in visitor.page.content()
    assert not re.search(r"4[.,]?711", visitor.page.locator("body").inner_text())
