"""Where many meet, by keyboard alone: writing, looking for somebody, putting them out, and going."""

from playwright.sync_api import Page, expect

from tests.e2e import chat, people, sidebar
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.api import Api
from tests.e2e.call import bar, expect_inside, leave_button
from tests.e2e.conftest import Call, SitDown
from tests.e2e.desk import Desk
from tests.e2e.keys import press, tab_to
from tests.e2e.lobby import join_button
from tests.e2e.meeting import call_in, come_to_watch
from tests.e2e.visitor import Visitor


def test_a_client_in_a_group(jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call) -> None:
    workshop = desk.plan(cast, "workshop", clients=[cast.jonas, cast.mara])
    for account in (cast.nadia, cast.mara):
        call_in(caller, api, account, workshop)
    page = jonas.page
    page.goto(workshop.lobby)
    press(page, join_button(jonas, "group"))
    expect_inside(jonas)

    # Whoever opens the chat wants to write.
    press(page, chat.button(jonas))
    expect(chat.field(jonas)).to_be_focused()
    page.keyboard.type("Good evening,")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("I hear you well.")
    page.keyboard.press("Enter")
    chat.expect_texts(jonas, ["Good evening,\nI hear you well."])
    expect(chat.field(jonas)).to_be_focused()
    tab_to(page, chat.log(jonas), key="Shift+Tab")
    page.keyboard.press("Escape")
    expect(chat.panel(jonas)).to_have_count(0)
    expect(chat.button(jonas)).to_be_focused()

    list_button = bar(jonas).get_by_role("button", name=jonas.say("call.control.peopleCount", count=3))
    press(page, list_button)
    expect(people.panel(jonas).get_by_role("heading").first).to_be_focused()
    press(page, people.panel(jonas).get_by_role("button", name=jonas.say("call.people.close")))
    expect(list_button).to_be_focused()

    layout = bar(jonas).get_by_role("button", name=jonas.say("call.layout.label"))
    press(page, layout)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name=jonas.say("call.layout.speaker"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(layout).to_be_focused()

    press(page, leave_button(jonas))
    expect_story(jonas, "left")


def test_a_viewer_of_a_webinar(jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call) -> None:
    others = desk.new_audience(9)
    webinar = desk.plan(cast, "webinar", clients=[cast.jonas, *others])
    call_in(caller, api, cast.nadia, webinar)
    come_to_watch(caller, api, others, webinar)
    page = jonas.page
    page.goto(webinar.lobby)
    press(page, join_button(jonas, "webinar"))
    expect_inside(jonas)

    # The tabs are one stop; arrows go along them.
    tab_to(page, sidebar.tab(jonas, "chat.title"))
    page.keyboard.press("ArrowRight")
    expect(sidebar.tab(jonas, "call.control.people")).to_be_focused()
    search = sidebar.watching(jonas).get_by_role("searchbox", name=jonas.say("call.people.search"))
    tab_to(page, search)
    page.keyboard.type("viewer 08")
    expect(sidebar.watching(jonas).get_by_role("listitem")).to_have_count(1)
    tab_to(page, sidebar.tab(jonas, "call.control.people"), key="Shift+Tab")
    page.keyboard.press("Home")
    expect(sidebar.tab(jonas, "chat.title")).to_be_focused()
    tab_to(page, chat.field(jonas))
    page.keyboard.type("Where is the sheet?")
    page.keyboard.press("Enter")
    chat.expect_line(jonas, jonas.say("chat.you"), "Where is the sheet?")

    sound = bar(jonas).get_by_role("button", name=jonas.say("call.control.sound.onLabel"))
    press(page, sound, key="Space")
    off = bar(jonas).get_by_role("button", name=jonas.say("call.control.sound.offLabel"))
    expect(off).to_be_focused()
    press(page, sidebar.button(jonas))
    expect(sidebar.sidebar(jonas)).to_have_count(0)
    expect(sidebar.button(jonas)).to_be_focused()
    page.keyboard.press("Enter")
    expect(sidebar.tab(jonas, "chat.title")).to_be_focused()
    press(page, leave_button(jonas))
    expect_story(jonas, "left")


def test_the_practitioner_of_a_broadcast_puts_somebody_out(
    log_in: SitDown, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    audience = desk.new_audience(3)
    broadcast = desk.plan(cast, "broadcast", clients=audience)
    viewers = come_to_watch(caller, api, audience, broadcast)
    nadia = log_in(cast.nadia)
    page = nadia.page
    page.goto(broadcast.lobby)
    press(page, join_button(nadia, "broadcast"))
    expect_inside(nadia)

    show_people(page, nadia)
    tab_to(page, sidebar.watching(nadia).get_by_role("searchbox"))
    page.keyboard.type("02")
    expect(sidebar.watching(nadia).get_by_role("listitem")).to_have_count(1)
    press(
        page,
        sidebar.watching(nadia).get_by_role("button", name=nadia.say("call.people.remove", name="Viewer 02")),
    )
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    press(page, dialog.get_by_role("button", name=nadia.say("call.remove.confirm"), exact=True))
    expect(dialog).to_have_count(0)
    assert viewers[1].wait_until_put_out() == "PARTICIPANT_REMOVED"
    # The focus is not lost with the row that is gone.
    assert page.evaluate("() => document.activeElement !== document.body"), "The focus is nowhere."


def show_people(page: Page, visitor: Visitor) -> None:
    tab_to(page, sidebar.tab(visitor, "chat.title"))
    page.keyboard.press("ArrowRight")
    expect(sidebar.watching(visitor)).to_be_visible()
