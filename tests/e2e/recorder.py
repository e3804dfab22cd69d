"""A recorder's browser, in front of the page that is recorded; and what is seen of it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import jwt
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route, ViewportSize, expect

from dev.stack import Stack
from tests.e2e.visitor import KEEP_PEERS, PATIENCE_MS
from tests.e2e.waiting import eventually
from tests.e2e.watch import Watch
from tests.egress import egress_token
from tests.live.caller import Colour

EGRESS_ID = "EG_7hPPRWAvXbAM"
SIZE: ViewportSize = {"width": 1280, "height": 720}

#: VP8 keeps a plain colour nearly as it is.
CLOSE = 30

SIGNALS = ("START_RECORDING", "END_RECORDING")
LINES = ("LINE_DOWN", "LINE_UP")


@dataclass
class Recorder:
    page: Page
    watch: Watch
    #: What it said to its worker so far.
    signals: list[str] = field(default_factory=list)
    #: And of its line to the call.
    lines: list[str] = field(default_factory=list)
    #: Names of whom the roster, on its way to the page, leaves out of the recording, while they go on sending.
    held: set[str] = field(default_factory=set)

    def tile_of(self, name: str) -> Locator:
        return self.page.locator("article").filter(has=self.page.locator(".plate-name", has_text=name))

    @property
    def names(self) -> list[str]:
        """On the plates, largest first."""
        return self.page.locator(".plate-name").all_inner_texts()

    @property
    def screen(self) -> Locator:
        return self.page.locator("figure")

    def expect_names(self, *names: str) -> None:
        eventually(lambda: sorted(self.names) == sorted(names), what=f"seen are {names}, not {self.names}")

    def expect_signals(self, *signals: str) -> None:
        def said() -> bool:
            self.page.evaluate("0")  # Playwright tells what a page said only while it is asked something.
            return self.signals == list(signals)

        eventually(said, what=f"said is {signals}, not {self.signals}")

    def expect_colour(self, where: Locator, colour: Colour, *, what: str) -> None:
        """The picture there is of this colour."""
        video = where.locator("video")
        eventually(lambda: _is_close(colour_of(video), colour), what=f"{what} is {colour}")


def open_recorder(
    browser: Browser,
    stack: Stack,
    room_name: str,
    *,
    layout: str = "speaker",
    path: str = "/record/",
    egress_id: str = EGRESS_ID,
    held: str = "",
) -> Recorder:
    """As a worker opens it, with a token as livekit-server makes it.

    Args:
        held: name of somebody who is held back at first.
    """
    context = browser.new_context(base_url=stack.url, viewport=SIZE, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(KEEP_PEERS)
    watch = Watch(context, own={urlsplit(stack.url).netloc, urlsplit(stack.livekit.url).netloc})
    page = context.new_page()
    recorder = Recorder(page, watch, held={held} if held else set())

    def note(message: ConsoleMessage) -> None:
        if message.text in SIGNALS:
            recorder.signals.append(message.text)
        if message.text in LINES:
            recorder.lines.append(message.text)

    def hold_back(route: Route) -> None:
        answer = route.fetch()
        roster = answer.json()
        for person in roster["people"]:
            person["in_recording"] &= person["name"] not in recorder.held
        route.fulfill(response=answer, json=roster)

    if held:
        page.route("**/api/v1/recording-roster/", hold_back)
    page.on("console", note)
    token = egress_token(room_name, egress_id=egress_id, key=stack.livekit.key, secret=stack.livekit.secret)
    page.goto(f"{path}?layout={layout}&url={quote(stack.livekit.ws_url, safe='')}&token={token}")
    expect(page.locator("main")).to_be_visible()
    return recorder


def strangers_token(stack: Stack, room_name: str, identity: str, name: str) -> str:
    """A way in for somebody who has LiveKit's keys, and nothing of ours."""
    grants = {"roomJoin": True, "room": room_name, "canPublish": True, "canSubscribe": True}
    plain = jwt.decode(
        egress_token(room_name, egress_id=identity, key=stack.livekit.key, secret=stack.livekit.secret),
        options={"verify_signature": False},
    )
    claims: dict[str, Any] = {**plain, "video": grants, "name": name, "attributes": {"pid": identity}}
    del claims["kind"]
    return jwt.encode(claims, stack.livekit.secret, algorithm="HS256")


def colour_of(video: Locator) -> Colour | None:
    """Of the middle of what a video shows; None before its first frame."""
    found: list[int] | None = video.evaluate(
        """(video) => {
            if (video.videoWidth === 0) return null;
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 1;
            const context = canvas.getContext("2d");
            const { videoWidth: width, videoHeight: height } = video;
            context.drawImage(video, width / 2, height / 2, 1, 1, 0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data];
        }"""
    )
    return None if found is None else (found[0], found[1], found[2])


def _is_close(seen: Colour | None, colour: Colour) -> bool:
    return seen is not None and all(abs(a - b) <= CLOSE for a, b in zip(seen, colour, strict=True))
