"""Leaving is said and done at once: nobody is filmed a moment longer than they want to be."""

from playwright.sync_api import expect

from tests.e2e.accounts import Cast
from tests.e2e.after import expect_story
from tests.e2e.call import expect_alone, expect_inside, leave
from tests.e2e.desk import Desk
from tests.e2e.lobby import expect_mirror, join, open_lobby
from tests.e2e.meeting import meet
from tests.e2e.visitor import Visitor

#: Keeps every track that the page was given, to look at afterwards.
KEEP_TRACKS = """
    window.tracks = [];
    const ask = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = async function (...wishes) {
        const stream = await ask.apply(this, wishes);
        window.tracks.push(...stream.getTracks());
        return stream;
    };
"""
#: Notes the tracks' states in the moment in which some words are first on the page.
NOTE_WHEN_SAID = """
    (words) => {
        window.statesWhenSaid = null;
        const look = () => {
            const said = [...document.querySelectorAll("main *")].some((part) => part.textContent === words);
            if (said && window.statesWhenSaid === null) {
                window.statesWhenSaid = window.tracks.map((track) => track.readyState);
            }
        };
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    }
"""


def test_everything_is_off_while_it_still_says_leaving(
    nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk
) -> None:
    jonas.context.add_init_script(KEEP_TRACKS)
    meet(nadia, jonas, desk.book(cast))
    assert {"live"} == set(
        jonas.page.evaluate("() => window.tracks.slice(-2).map((track) => track.readyState)")
    )
    jonas.page.evaluate(NOTE_WHEN_SAID, jonas.say("call.overlay.leaving"))
    leave(jonas)
    expect_story(jonas, "left")
    states = jonas.page.evaluate("() => window.statesWhenSaid")
    assert states, "“Leaving…” was never shown."
    assert set(states) == {"ended"}
    # The other side knows at once, not after a timeout.
    expect_alone(nadia)


def test_going_to_another_page_turns_the_mirror_off(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    jonas.context.add_init_script(KEEP_TRACKS)
    open_lobby(jonas, desk.book(cast))
    expect_mirror(jonas)
    jonas.page.get_by_role("button", name=jonas.say("lobby.toggle.camera_on")).click()
    video = "() => window.tracks.filter(({ kind }) => kind === 'video').map((track) => track.readyState)"
    expect(jonas.page.get_by_text(jonas.say("lobby.mirror.off"))).to_be_visible()
    assert set(jonas.page.evaluate(video)) == {"ended"}


def test_closing_the_window_leaves_at_once(nadia: Visitor, jonas: Visitor, cast: Cast, desk: Desk) -> None:
    meet(nadia, jonas, desk.book(cast))
    jonas.page.close(run_before_unload=True)
    # LiveKit would need twenty seconds to find out by itself.
    expect(
        nadia.page.get_by_role("heading", name=nadia.say("call.alone.left", name=jonas.name))
    ).to_be_visible(timeout=12_000)


def test_joining_alone_says_who_is_expected(jonas: Visitor, cast: Cast, desk: Desk) -> None:
    open_lobby(jonas, desk.book(cast))
    join(jonas)
    expect_inside(jonas)
    expect(
        jonas.page.get_by_role("heading", name=jonas.say("call.alone.notYet", name="Dr. Rahman"))
    ).to_be_visible()
