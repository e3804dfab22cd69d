"""`python -m tests.e2e.screenshots`: pictures of the running product for the README, in docs/screenshots.

A real call between two browsers over a real LiveKit server; only the cameras are drawings.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import sync_playwright

from dev import frontend, paths
from dev.stack import Stack
from tests.e2e import estuary
from tests.e2e.accounts import Account, Subject
from tests.e2e.after import expect_story
from tests.e2e.browsers import Browsers
from tests.e2e.call import expect_inside, expect_video_from, leave, tile_of
from tests.e2e.fake_camera import WIDTH, draw
from tests.e2e.lobby import expect_mirror, join, open_lobby
from tests.e2e.media import playing
from tests.e2e.meeting import enter
from tests.e2e.visitor import Setting, Visitor, sit_down
from tests.e2e.waiting import eventually

TARGET = paths.ROOT / "docs" / "screenshots"
#: What a README should not grow by.
LARGEST_BYTES = 300_000
#: Around the world in steps of a few hours.
ZONES = (
    *("Europe/Berlin", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu"),
    *("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Asia/Dubai"),
)
#: Chromium names its fake devices by file and number.
ORDINARY_DEVICES = """
    const NAMES = { videoinput: "Built-in camera", audioinput: "Built-in microphone", audiooutput: "Built-in speaker" };
    Object.defineProperty(MediaDeviceInfo.prototype, "label", { get() { return NAMES[this.kind]; } });
"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Studio:
    """The demo of a fresh product, and its people, at a time of day at which people meet."""

    def __init__(self, stack: Stack, browsers: Browsers, zone: str) -> None:
        self._stack, self._browsers, self._zone = stack, browsers, zone
        self._own = {urlsplit(stack.url).netloc, urlsplit(stack.livekit.url).netloc}
        people = {
            person["role"]: Account(person["name"], person["email"], person["password"])
            # The first of each role; of the clients that is Jonas.
            for person in reversed(stack.demo["people"])
        }
        self.nadia, self.jonas = people["practitioner"], people["client"]

    def booking(self) -> Subject:
        """The appointment that is now."""
        demo = self._stack.demo
        now = next(one for one in demo["subjects"] if (one["kind"], one["state"]) == ("booking", "now"))
        return Subject("booking", str(now["id"]), "Psychotherapy")

    @contextmanager
    def seated(self, account: Account, setting: Setting) -> Iterator[Visitor]:
        visitor = sit_down(
            self._browsers.get(setting.browser),
            account,
            replace(setting, zone=self._zone),
            url=self._stack.url,
            own=self._own,
        )
        visitor.context.add_init_script(ORDINARY_DEVICES)
        estuary.log_in(visitor)
        yield visitor
        visitor.context.close()


def take_all(studio: Studio) -> None:
    """Estuary first, while nothing of the demo is used; then the lobby, the call, and the page after it."""
    for scheme in SCHEMES:
        laptop = Setting(scheme=scheme, device="laptop")
        with studio.seated(studio.jonas, laptop) as jonas:
            jonas.page.goto("/bookings/")
            take(jonas, f"bookings-{scheme}")
        with studio.seated(studio.nadia, laptop) as nadia:
            nadia.page.goto("/day/")
            take(nadia, f"day-{scheme}")
    with studio.seated(studio.nadia, Setting(browser="sharing")) as nadia:
        enter(nadia, studio.booking())
        for scheme in SCHEMES:
            with studio.seated(studio.jonas, Setting(scheme=scheme, device="laptop")) as jonas:
                take_lobby(jonas, studio.booking(), f"lobby-{scheme}")
                # The call is dark in both schemes.
                take_call(jonas, nadia.name, "call-desktop")
                leave(jonas)
                expect_story(jonas, "left")
                take(jonas, f"after-{scheme}")
        with studio.seated(studio.jonas, Setting(device="phone")) as jonas:
            take_lobby(jonas, studio.booking(), "lobby-phone")
            take_call(jonas, nadia.name, "call-phone")


def take_lobby(jonas: Visitor, booking: Subject, name: str) -> None:
    open_lobby(jonas, booking)
    expect_mirror(jonas)
    jonas.page.get_by_text(jonas.say("lobby.presence.inside", name="Dr. Rahman")).wait_for()
    # On a phone only its tick is seen.
    jonas.page.get_by_text(jonas.say("lobby.device.heard")).wait_for(state="attached")
    take(jonas, name)


def take_call(jonas: Visitor, other: str, name: str) -> None:
    join(jonas)
    expect_inside(jonas)
    expect_video_from(jonas, other)
    # Simulcast begins with the smallest picture, and nobody is good before they were measured.
    jonas.page.get_by_text(jonas.say("call.line.good")).wait_for()
    video = tile_of(jonas, other).locator("video")
    eventually(lambda: playing(video).width >= WIDTH, what="the picture is sharp", within=60)
    take(jonas, name)


def take(visitor: Visitor, name: str) -> None:
    file = TARGET / f"{name}.png"
    visitor.page.screenshot(path=file, animations="disabled")
    size = file.stat().st_size
    if size > LARGEST_BYTES:
        raise SystemExit(
            f"{file.name} has {size} bytes; a README should not carry more than {LARGEST_BYTES}."
        )


def daytime_zone() -> str:
    """A time zone in which it is about noon, so that nobody seems to meet at night."""
    now = datetime.now(UTC)
    return min(ZONES, key=lambda name: abs(now.astimezone(ZoneInfo(name)).hour + 0.5 - 13))


def main() -> None:
    frontend.build()
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        with Browsers(playwright) as browsers:
            pictures = {kind: draw(browsers.get(kind), who, folder) for kind, who in CAMERAS.items()}
        with (
            Stack(directory=folder / "stack", extra={"TIME_ZONE": (zone := daytime_zone())}) as stack,
            Browsers(playwright, cameras=pictures) as browsers,
        ):
            take_all(Studio(stack, browsers, zone))


#: Dr. Rahman sits in one browser, Jonas in the other: a fake camera belongs to a browser.
CAMERAS: dict[Literal["sharing", "asking"], str] = {"sharing": "nadia", "asking": "jonas"}


if __name__ == "__main__":
    main()
