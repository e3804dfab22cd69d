"""`python -m tests.e2e.screenshots`: pictures of the running product for README and docs, in docs/screenshots.

Real calls over a real LiveKit server; only the cameras are drawings. `… two` takes those of a conversation of two
alone, `… sessions` those of where many meet, `… statements` those of what is over, `… recording` those of a
recording and its page, `… telling` those of who is only told of one, and of streaming.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from playwright.sync_api import Playwright, sync_playwright

from dev import frontend
from dev.stack import Stack
from tests.e2e.accounts import Subject
from tests.e2e.after import expect_story
from tests.e2e.browsers import Browsers, Kind
from tests.e2e.call import expect_inside, expect_video_from, leave, tile_of
from tests.e2e.fake_camera import WIDTH, draw
from tests.e2e.lobby import expect_mirror, join, open_lobby
from tests.e2e.media import playing
from tests.e2e.meeting import enter
from tests.e2e.screenshots_recording import take_recording
from tests.e2e.screenshots_recordings import take_telling
from tests.e2e.screenshots_sessions import take_sessions
from tests.e2e.screenshots_statements import take_statements
from tests.e2e.studio import TARGET, Studio, take
from tests.e2e.visitor import Setting, Visitor
from tests.e2e.waiting import eventually
from tests.live.caller import Line

#: Around the world in steps of a few hours.
ZONES = (
    *("Europe/Berlin", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu"),
    *("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Asia/Dubai"),
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def take_two(studio: Studio) -> None:
    """Estuary first, while nothing of the demo is used; then the lobby, the call, and the page after it."""
    booking = studio.now("individual")
    for scheme in SCHEMES:
        laptop = Setting(scheme=scheme, device="laptop")
        with studio.seated("Jonas", laptop) as jonas:
            jonas.page.goto("/bookings/")
            take(jonas, f"bookings-{scheme}")
        with studio.seated("Nadia", laptop) as nadia:
            nadia.page.goto("/day/")
            take(nadia, f"day-{scheme}")
    with studio.seated("Nadia", Setting(browser="sharing")) as nadia:
        enter(nadia, booking)
        for scheme in SCHEMES:
            with studio.seated("Jonas", Setting(scheme=scheme, device="laptop")) as jonas:
                take_lobby(jonas, booking, f"lobby-{scheme}")
                # The call is dark in both schemes.
                take_call(jonas, nadia.name, "call-desktop")
                leave(jonas)
                expect_story(jonas, "left")
                take(jonas, f"after-{scheme}")
        with studio.seated("Jonas", Setting(device="phone")) as jonas:
            take_lobby(jonas, booking, "lobby-phone")
            take_call(jonas, nadia.name, "call-phone")


def take_lobby(jonas: Visitor, booking: Subject, name: str) -> None:
    open_lobby(jonas, booking)
    expect_mirror(jonas)
    here = jonas.say("lobby.presence.inside", name="Dr. Rahman")
    jonas.page.locator(".presence").get_by_text(here).wait_for()
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
        takes = sys.argv[1:] or list(TAKES)
        for recording in (False, True):
            if wanted := [what for what in takes if (what in RECORDED) == recording]:
                take_all(wanted, folder / f"stack{recording:d}", playwright, pictures, recording=recording)


def take_all(
    wanted: Sequence[str],
    directory: Path,
    playwright: Playwright,
    cameras: Mapping[Kind, Path],
    *,
    recording: bool,
) -> None:
    extra = {"TIME_ZONE": (zone := daytime_zone()), "ROOMS_CONSENT_SECONDS": "45"}
    with (
        Stack(directory=directory, extra=extra, recording=recording) as stack,
        Browsers(playwright, cameras=cameras) as browsers,
        Line() as line,
    ):
        if recording:
            stack.manage("shell", "-c", LET_THE_WORKSHOP_ASK)
        studio = Studio(stack, browsers, line, zone)
        for what in wanted:
            TAKES[what](studio)


#: Dr. Rahman sits in one browser, Jonas in the other: a fake camera belongs to a browser.
CAMERAS: dict[Kind, str] = {"sharing": "nadia", "asking": "jonas"}
TAKES = {
    "two": take_two,
    "sessions": take_sessions,
    "statements": take_statements,
    "recording": take_recording,
    "telling": take_telling,
}
#: The demo's asks nobody, so that a machine can record it alone.
LET_THE_WORKSHOP_ASK = """
from estuary.bookings.models import Service
from rooms.models import Room
Service.objects.filter(recording_consent="off").update(recording_consent="ask")
Room.objects.filter(recording_consent="off").update(recording_consent="ask")
"""
#: These need a recorder; with one there is a button more in the others.
RECORDED = {"recording", "telling"}


if __name__ == "__main__":
    main()
