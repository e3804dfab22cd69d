"""`python -m tests.e2e.screenshots`: pictures of the running product for the README, in docs/screenshots.

A real call between two browsers over a real LiveKit server; only the cameras are drawings.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from dev import frontend, paths
from dev.stack import Stack
from tests.e2e import estuary
from tests.e2e.accounts import Account, Subject
from tests.e2e.after import expect_story
from tests.e2e.browsers import Browsers
from tests.e2e.call import expect_inside, expect_video_from, leave
from tests.e2e.fake_camera import draw
from tests.e2e.lobby import expect_mirror, join, open_lobby
from tests.e2e.visitor import Setting, Visitor, sit_down

TARGET = paths.ROOT / "docs" / "screenshots"
#: What a README should not grow by.
LARGEST_BYTES = 300_000
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Studio:
    """The demo of a fresh product, and its people."""

    def __init__(self, stack: Stack, browsers: Browsers) -> None:
        self._stack, self._browsers = stack, browsers
        self._own = {urlsplit(stack.url).netloc, urlsplit(stack.livekit.url).netloc}
        people = {
            person["role"]: Account(person["name"], person["email"], person["password"])
            # The first of each role; of the clients that is Jonas.
            for person in reversed(stack.demo["people"])
        }
        self.nadia, self.jonas = people["practitioner"], people["client"]

    def new_booking(self) -> Subject:
        """The appointment that is now, unused."""
        demo = self._stack.refresh_demo()
        now = next(one for one in demo["subjects"] if (one["kind"], one["state"]) == ("booking", "now"))
        return Subject("booking", str(now["id"]), "Psychotherapy")

    @contextmanager
    def seated(self, account: Account, setting: Setting) -> Iterator[Visitor]:
        visitor = sit_down(
            self._browsers.get(setting.browser), account, setting, url=self._stack.url, own=self._own
        )
        estuary.log_in(visitor)
        yield visitor
        visitor.context.close()


def take_all(studio: Studio) -> None:
    for scheme in SCHEMES:
        desktop = Setting(scheme=scheme)
        take_call(studio, desktop, f"call-{scheme}", after=f"after-{scheme}")
        take_call(studio, replace(desktop, device="phone"), f"call-phone-{scheme}")
        with studio.seated(studio.jonas, desktop) as jonas:
            jonas.page.goto("/bookings/")
            take(jonas, f"bookings-{scheme}")
        with studio.seated(studio.nadia, desktop) as nadia:
            nadia.page.goto("/day/")
            take(nadia, f"day-{scheme}")


def take_call(studio: Studio, setting: Setting, name: str, *, after: str | None = None) -> None:
    """Jonas meets Dr. Rahman; the picture shows his screen. With `after`, the lobby and the page after it, too."""
    booking = studio.new_booking()
    with (
        studio.seated(studio.nadia, Setting(browser="sharing")) as nadia,
        studio.seated(studio.jonas, setting) as jonas,
    ):
        open_lobby(nadia, booking)
        join(nadia)
        expect_inside(nadia)
        open_lobby(jonas, booking)
        expect_mirror(jonas)
        if after:
            jonas.page.get_by_text(jonas.say("lobby.presence.inside", name="Dr. Rahman")).wait_for()
            jonas.page.get_by_text(jonas.say("lobby.device.heard")).wait_for()
            take(jonas, name.replace("call", "lobby"))
        join(jonas)
        expect_inside(jonas)
        jonas.page.get_by_text(jonas.say("call.line.good")).wait_for()
        expect_video_from(jonas, studio.nadia.name)
        # Simulcast begins with the smallest picture.
        jonas.page.wait_for_function(
            "() => [...document.querySelectorAll('video')].some((video) => video.videoWidth >= 1280)"
        )
        take(jonas, name)
        if after:
            leave(jonas)
            expect_story(jonas, "left")
            take(jonas, after)


def take(visitor: Visitor, name: str) -> None:
    file = TARGET / f"{name}.png"
    visitor.page.screenshot(path=file, animations="disabled")
    size = file.stat().st_size
    if size > LARGEST_BYTES:
        raise SystemExit(
            f"{file.name} has {size} bytes; a README should not carry more than {LARGEST_BYTES}."
        )


def main() -> None:
    frontend.build()
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        with Browsers(playwright) as browsers:
            pictures = {kind: draw(browsers.get(kind), who, folder) for kind, who in CAMERAS.items()}
        with (
            Stack(directory=folder / "stack") as stack,
            Browsers(playwright, cameras=pictures) as browsers,
        ):
            take_all(Studio(stack, browsers))


#: Dr. Rahman sits in one browser, Jonas in the other: a fake camera belongs to a browser.
CAMERAS: dict[Literal["sharing", "asking"], str] = {"sharing": "nadia", "asking": "jonas"}


if __name__ == "__main__":
    main()
