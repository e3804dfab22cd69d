"""Pictures of what comes of a recording: its page, what whoever is only told reads before, and where a stream goes."""

import re
from dataclasses import replace
from typing import Literal

from playwright.sync_api import expect

from tests.e2e import streaming
from tests.e2e.accounts import Subject
from tests.e2e.lobby import join_button, open_lobby
from tests.e2e.meeting import enter
from tests.e2e.studio import Studio, take
from tests.e2e.visitor import Setting, Visitor
from tests.e2e.waiting import eventually

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LIST = "/room/recordings/"
#: From the end of a recording until it may be played, on a machine that draws faces meanwhile.
READY_SECONDS = 180
#: Of the film, and how far into it.
SECONDS, SECONDS_IN = 1_572, 754


def take_pages(studio: Studio) -> None:
    """Dr. Rahman's recordings, and what Jonas sees of the one that she shares."""
    with studio.seated("Nadia", Setting(device="laptop")) as nadia:
        expect_film(nadia)
    studio.redraw_film("nadia", seconds=SECONDS)
    for scheme in SCHEMES:
        with studio.seated("Nadia", Setting(scheme=scheme, device="laptop")) as nadia:
            expect_film(nadia)
            show_a_moment(nadia)
            take(nadia, f"recordings-{scheme}", whole=True)
            if scheme == "light":
                nadia.page.get_by_text("Who agreed to what").click()
                nadia.page.get_by_text("The words", exact=True).first.click()
                take(nadia, "recordings-agreed", whole=True)
                nadia.page.get_by_role("switch").click()
                expect(nadia.page.get_by_role("switch")).to_be_checked()
    with studio.seated("Jonas", Setting(device="phone")) as jonas:
        expect_film(jonas)
        show_a_moment(jonas)
        take(jonas, "recordings-phone", whole=True)
    with studio.seated("Jonas", Setting(device="phone", language="de")) as jonas:
        expect_film(jonas)
        take(jonas, "recordings-german-phone", whole=True)


def take_telling(studio: Studio) -> None:
    """A webinar: who comes is told, not asked, and it may be streamed."""
    webinar = studio.now("webinar")
    take_told(studio, webinar)
    take_streaming(studio, webinar)


def take_told(studio: Studio, webinar: Subject) -> None:
    """Jonas is about to watch: one sentence, and behind it all that he is told."""
    for scheme in SCHEMES:
        for device in ("laptop", "phone"):
            with studio.seated("Jonas", replace(Setting(device=device), scheme=scheme)) as jonas:
                open_lobby(jonas, webinar)
                expect(join_button(jonas, "webinar")).to_be_visible()
                place = "desktop" if device == "laptop" else device
                if scheme == "light":
                    take(jonas, f"told-lobby-{place}")
                jonas.page.get_by_role("button", name=jonas.say("lobby.means.open")).filter(
                    visible=True
                ).click()
                expect(jonas.page.get_by_role("dialog")).to_be_visible()
                take(jonas, f"told-words-{scheme}-{place}")


def take_streaming(studio: Studio, webinar: Subject) -> None:
    """Where the webinar may be streamed to; the call is dark in both schemes."""
    for device in ("laptop", "phone"):
        with studio.seated("Nadia", Setting(browser="sharing", device=device)) as nadia:
            enter(nadia, webinar, "webinar")
            targets = streaming.open_targets(nadia)
            place = "desktop" if device == "laptop" else device
            if device == "laptop":
                targets.get_by_role("form").wait_for()
                take(nadia, "streaming-empty-desktop")
                for name, server in (
                    ("YouTube", "rtmp://a.rtmp.youtube.com/live2"),
                    ("Facebook", "rtmps://live-api-s.facebook.com:443/rtmp"),
                ):
                    streaming.add(nadia, targets, name=name, server=server, key="not-a-real-key")
            expect(targets.get_by_role("listitem", name="Facebook")).to_be_visible()
            take(nadia, f"streaming-{place}")


def expect_film(visitor: Visitor) -> None:
    """It is being prepared when one comes, and the page then shows it by itself."""
    visitor.page.goto(LIST)
    play = visitor.page.get_by_role("button", name=re.compile(r"^(Play|\S+ abspielen|.*abspielen)"))
    expect(play.first).to_be_visible(timeout=READY_SECONDS * 1_000)


def show_a_moment(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name=re.compile("^Play ")).click()
    video = page.locator("video")
    eventually(lambda: video.evaluate("(video) => video.currentTime") > 0, what="it plays", within=60)
    video.evaluate(f"(video) => {{ video.pause(); video.currentTime = {SECONDS_IN}; }}")
    eventually(lambda: not video.evaluate("(video) => video.seeking"), what="the moment is there", within=60)
