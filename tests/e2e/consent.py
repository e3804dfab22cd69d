"""Steps around a recording: in the lobby and in the call."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.call import bar, own_tile
from tests.e2e.layout import TOLERANCE, boxes_of
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import holds_soon

#: A recorder begins within this on a cold machine (docs/operate.md); one that is busy with tests is colder.
ACTIVE_MS = 90_000
#: Somebody is asked before they come in: the answer to Join is a refusal, which the console notes.
ASKED_AT_THE_DOOR = "409"


def record_button(visitor: Visitor, state: str, consent: str = "ask") -> Locator:
    """The host's button in one of its states: off, asking, starting, active, ending."""
    name = f"recording.record.offLabel.{consent}" if state == "off" else f"recording.record.{state}Label"
    return bar(visitor).get_by_role("button", name=visitor.say(name), exact=True)


def record(visitor: Visitor, consent: str = "ask") -> None:
    record_button(visitor, "off", consent).click()


def stop(visitor: Visitor) -> None:
    """And mean it."""
    record_button(visitor, "active").click()
    question = visitor.page.get_by_role("alertdialog", name=visitor.say("recording.stop.title"))
    question.get_by_role("button", name=visitor.say("recording.stop.confirm"), exact=True).click()


def badge(visitor: Visitor) -> Locator:
    """In the top line, while it records."""
    name = re.compile(rf"^{re.escape(visitor.say('recording.chip.on'))} \d")
    return visitor.page.get_by_role("banner").get_by_role("button", name=name)


def expect_recording(visitor: Visitor) -> None:
    expect(badge(visitor)).to_be_visible(timeout=ACTIVE_MS)


def expect_not_recording(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("banner").get_by_text(visitor.say("recording.chip.off"))).to_be_visible(
        timeout=ACTIVE_MS
    )


def question(visitor: Visitor) -> Locator:
    """May I be recorded?"""
    agree = visitor.page.get_by_role("button", name=visitor.say("recording.ask.agree"), exact=True)
    return visitor.page.get_by_role("alertdialog").filter(has=agree)


def answer(visitor: Visitor, *, agree: bool) -> None:
    asked = question(visitor)
    expect(asked).to_be_visible()
    word = "agree" if agree else "decline"
    asked.get_by_role("button", name=visitor.say(f"recording.ask.{word}"), exact=True).click()
    expect(asked).to_have_count(0)


def answers(visitor: Visitor) -> Locator:
    """Who has answered, for whoever asked."""
    return visitor.page.get_by_role("list", name=visitor.say("recording.answers.label"))


def answer_of(visitor: Visitor, name: str) -> Locator:
    return answers(visitor).get_by_role("listitem").filter(has_text=name)


def take_back(visitor: Visitor) -> None:
    """By what the badge shows."""
    badge(visitor).click()
    visitor.page.get_by_role("button", name=visitor.say("recording.about.takeBack"), exact=True).click()


def held_back_button(visitor: Visitor, device: str) -> Locator:
    """The button of a device that is off because they are not in the recording."""
    return bar(visitor).get_by_role("button", name=visitor.say(f"call.control.{device}.heldBack"), exact=True)


def expect_held_back(visitor: Visitor) -> None:
    for device in ("microphone", "camera"):
        expect(held_back_button(visitor, device)).to_be_visible()


def expect_way_back_in_its_place(visitor: Visitor) -> None:
    """It stays where it is when the news around it go, and nothing lies over the mark of their own tile."""
    mark = own_tile(visitor).locator(".held-back")
    expect(mark).to_be_visible()
    stack, way_back = (visitor.page.locator(each) for each in (".notices", ".call-notice.apart"))

    def check() -> None:
        notices, first, below = boxes_of(stack, way_back, mark)
        assert abs(first.y - notices.y) <= TOLERANCE, f"{first} is not the first of {notices}"
        assert not notices.overlaps(below), f"{notices} lie over {below}"

    holds_soon(check)


def expect_news(visitor: Visitor, *keys: str) -> None:
    """It is said over the stage, by the keys of its sentences."""
    words = " ".join(visitor.say(f"recording.{key}") for key in keys)
    expect(visitor.page.locator(".call-notice").get_by_text(words)).to_be_visible(timeout=ACTIVE_MS)
