"""axe finds nothing where many meet: the grid with its panels and menus, and every lobby of a session."""

import pytest
from playwright.sync_api import expect

from tests.e2e import chat, people, sidebar
from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.api import Api
from tests.e2e.call import bar, expect_video_from
from tests.e2e.conftest import Call, SitDown
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_mirror, join_button, open_lobby
from tests.e2e.meeting import call_in, enter
from tests.e2e.visitor import Visitor


def test_a_group_with_its_chat_and_its_layouts(
    nadia: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    enter(nadia, workshop, "group")
    for client in (cast.jonas, cast.mara):
        call_in(caller, api, client, workshop)
        expect_video_from(nadia, client.name)

    chat.open_panel(nadia)
    expect_accessible(nadia, "group, an empty chat")
    chat.say(api, cast.mara, workshop, "The sheet is at https://estuary.example/sheet")
    chat.write(nadia, "Thank you")
    chat.field(nadia).fill("x" * 2100)
    expect(nadia.page.get_by_text(nadia.say("chat.compose.over", count=100))).to_be_visible()
    expect_accessible(nadia, "group, a chat with lines and one that is too long")
    chat.field(nadia).fill("")

    layout = bar(nadia).get_by_role("button", name=nadia.say("call.layout.label"))
    layout.click()
    expect(nadia.page.get_by_role("menu")).to_be_visible()
    expect_accessible(nadia, "group, choosing a layout", sizes=["desktop"])
    nadia.page.get_by_role("menuitemradio", name=nadia.say("call.layout.speaker")).click()
    expect(nadia.page.get_by_role("menu")).to_have_count(0)
    expect_accessible(nadia, "group, the speaker large")


def test_a_phone_in_a_group(log_in: SitDown, cast: Cast, desk: Desk, api: Api, caller: Call) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas])
    call_in(caller, api, cast.nadia, workshop)
    chat.say(api, cast.nadia, workshop, "Good evening.")
    jonas = log_in(cast.jonas, device="phone")
    enter(jonas, workshop, "group")
    expect_video_from(jonas, cast.nadia.name)
    expect_accessible(jonas, "group on a phone", sizes=["phone"])
    for words, label in (("call.control.chat", "chat"), ("call.control.peopleCount", "people")):
        bar(jonas).get_by_role("button", name=jonas.say("call.control.more")).tap()
        expect(jonas.page.get_by_role("menu")).to_be_visible()
        expect_accessible(jonas, f"group on a phone, more, before {label}", sizes=["phone"])
        name = jonas.say(words, count=2) if label == "people" else jonas.say(words)
        jonas.page.get_by_role("menuitem", name=name).tap()
        sheet = chat.panel(jonas) if label == "chat" else people.panel(jonas)
        expect(sheet).to_be_visible()
        expect_accessible(jonas, f"group on a phone, {label}", sizes=["phone"])
        close = "chat.close" if label == "chat" else "call.people.close"
        jonas.page.get_by_role("button", name=jonas.say(close)).tap()
        expect(sheet).to_have_count(0)


def test_a_phone_at_a_webinar(log_in: SitDown, cast: Cast, desk: Desk, api: Api, caller: Call) -> None:
    webinar = desk.plan(cast, "webinar", clients=[cast.jonas])
    call_in(caller, api, cast.nadia, webinar)
    jonas = log_in(cast.jonas, device="phone")
    enter(jonas, webinar, "webinar")
    expect_video_from(jonas, cast.nadia.name)
    sidebar.show_chat(jonas)
    expect_accessible(jonas, "webinar on a phone, chat", sizes=["phone"])
    sidebar.show_people(jonas)
    expect_accessible(jonas, "webinar on a phone, people", sizes=["phone"])


@pytest.mark.parametrize(("kind", "way"), [("workshop", "group"), ("broadcast", "broadcast")])
def test_the_lobby_of_a_session(
    kind: str, way: str, log_in: SitDown, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    session = desk.plan(cast, kind, clients=[cast.jonas])
    call_in(caller, api, cast.nadia, session)
    jonas = log_in(cast.jonas)
    open_lobby(jonas, session)
    if kind == "workshop":
        expect_mirror(jonas)
    expect(join_button(jonas, way)).to_be_visible()
    expect_accessible(jonas, f"lobby of a {kind}")
