"""A webinar: one on the stage, others who watch and write; nobody who watches has a control that does nothing."""

from playwright.sync_api import expect

from tests.e2e import chat, people, sidebar
from tests.e2e.accessible import expect_accessible
from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.api import Api
from tests.e2e.call import bar, expect_inside, expect_video_from, leave, own_tile, tile_of
from tests.e2e.conftest import Call
from tests.e2e.desk import Desk
from tests.e2e.layout import box_of
from tests.e2e.lobby import join, open_lobby
from tests.e2e.media import expect_sound, inbound
from tests.e2e.meeting import call_in, come_to_watch, enter
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import eventually


def test_a_viewer_sees_hears_and_writes_and_has_no_dead_control(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    others = desk.new_audience(9)
    webinar = desk.plan(cast, "webinar", clients=[cast.jonas, *others])
    enter(nadia, webinar, "webinar")
    sidebar.expect_watching(nadia, 0)
    enter(jonas, webinar, "webinar")

    expect_video_from(jonas, nadia.name)
    expect_sound(jonas.page)
    sidebar.expect_watching(nadia, 1)
    expect_only_controls_that_do_something(jonas)
    # The practitioner sees no tile of a viewer, and is not alone.
    expect(nadia.page.get_by_role("article")).to_have_count(1)
    expect(own_tile(nadia)).to_be_visible()

    # Chat, both ways.
    sidebar.show_chat(jonas)
    chat.write(jonas, "How long before bed?")
    sidebar.show_chat(nadia)
    chat.expect_line(nadia, jonas.name, "How long before bed?")
    chat.write(nadia, "Two hours.")
    chat.expect_line(jonas, nadia.name, "Two hours.")
    expect_accessible(jonas, "webinar, a viewer's chat")

    # People: the stage first, then those who watch, with their number and a search.
    viewers = come_to_watch(caller, api, others, webinar)
    for person in (nadia, jonas):
        sidebar.show_people(person)
        sidebar.expect_watching(person, 10)
        expect(sidebar.on_stage(person).get_by_role("listitem")).to_have_count(1)
        expect(sidebar.watching(person).get_by_role("listitem")).to_have_count(10)
    sidebar.search(jonas, "viewer 07")
    expect(sidebar.watching(jonas).get_by_role("listitem")).to_have_count(1)
    sidebar.search(jonas, "nobody of that name")
    expect(
        jonas.page.get_by_text(jonas.say("call.people.notFound", words="nobody of that name"))
    ).to_be_visible()
    expect_accessible(jonas, "webinar, a viewer's people")
    expect_accessible(nadia, "webinar, the practitioner's people")

    # One of them is put out by name, and is.
    sidebar.search(nadia, "Viewer 03")
    people.remove(nadia, "Viewer 03")
    viewers[2].wait_until_put_out()
    sidebar.expect_watching(jonas, 9)

    leave(jonas)
    expect_story(jonas, "left")


def test_what_a_viewer_hears_they_turn_off_themselves(
    jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    webinar = desk.plan(cast, "webinar", clients=[cast.jonas])
    call_in(caller, api, cast.nadia, webinar)
    # Nobody is ever asked for a camera or a microphone.
    jonas.context.add_init_script(
        "window.questions = 0;"
        "MediaDevices.prototype.getUserMedia = async () => { window.questions += 1; throw new Error('asked'); };"
    )
    open_lobby(jonas, webinar)
    leads = jonas.say("lobby.poster.leads", count=1, names=cast.nadia.name)
    expect(jonas.page.get_by_text(leads)).to_be_visible()
    expect(jonas.page.get_by_text(jonas.say("lobby.fact.watch_only"))).to_be_visible()
    join(jonas, "webinar")
    expect_inside(jonas)
    expect_sound(jonas.page)
    assert audible(jonas)

    sound = bar(jonas).get_by_role("button", name=jonas.say("call.control.sound.onLabel"))
    sound.click()
    eventually(lambda: not audible(jonas), what="nothing is heard any more")
    expect_video_from(jonas, cast.nadia.name)
    bar(jonas).get_by_role("button", name=jonas.say("call.control.sound.offLabel")).click()
    eventually(lambda: audible(jonas), what="it is heard again")
    assert jonas.page.evaluate("() => window.questions") == 0
    # Nothing of a viewer's goes out: not even a track that is silent.
    assert jonas.page.evaluate(SENT) == 0


def test_both_practitioners_of_a_webinar_are_on_the_stage(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk, api: Api, caller: Call
) -> None:
    webinar = desk.plan(cast, "webinar", clients=[cast.jonas], assisted=True)
    enter(nadia, webinar, "webinar")
    call_in(caller, api, cast.priya, webinar)
    enter(jonas, webinar, "webinar")

    for name in (cast.nadia.name, cast.priya.name):
        expect_video_from(jonas, name)
    # Who came first is large; nobody who only watches has a tile.
    assert box_of(tile_of(jonas, cast.nadia.name)).area > 2 * box_of(tile_of(jonas, cast.priya.name)).area
    expect(jonas.page.get_by_role("article")).to_have_count(2)


SENT = """
    async () => {
        let sent = 0;
        for (const peer of window.peers) {
            for (const report of (await peer.getStats()).values()) {
                if (report.type === "outbound-rtp") sent += report.bytesSent;
            }
        }
        return sent;
    }
"""


def audible(visitor: Visitor) -> bool:
    """Some element of the page plays what arrives."""
    plays: bool = visitor.page.evaluate(
        "() => [...document.querySelectorAll('audio')].some(({ muted, paused, volume, srcObject }) =>"
        " srcObject !== null && !muted && !paused && volume > 0)"
    )
    return plays and len(inbound(visitor.page, "audio")) > 0


def expect_only_controls_that_do_something(visitor: Visitor) -> None:
    """No microphone, camera or share; and what they are is said."""
    names = {
        button.get_attribute("aria-label") or button.inner_text()
        for button in bar(visitor).get_by_role("button").all()
    }
    for control in ("microphone.on", "microphone.off", "camera.on", "camera.off"):
        assert visitor.say(f"call.control.{control}Label") not in names
    assert visitor.say("call.share.offLabel") not in names
    assert visitor.say("call.control.sound.onLabel") in names
    expect(bar(visitor)).to_contain_text(visitor.say("call.control.watchOnly"))
    expect(bar(visitor).get_by_role("button", disabled=True)).to_have_count(0)
