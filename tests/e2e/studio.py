"""Where pictures of the product are taken: the demo of a fresh stack and its people, at a time when people meet."""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from livekit import rtc

from dev import paths
from dev.stack import Stack
from tests.e2e import estuary
from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.e2e.browsers import Browsers
from tests.e2e.fake_camera import still
from tests.e2e.visitor import Setting, Visitor, sit_down
from tests.live.caller import Caller, Line
from tests.recording.movie import run

TARGET = paths.ROOT / "docs" / "screenshots"
#: What a README should not grow by.
LARGEST_BYTES = 300_000
#: Chromium names its fake devices by file and number.
ORDINARY_DEVICES = """
    const NAMES = { videoinput: "Built-in camera", audioinput: "Built-in microphone", audiooutput: "Built-in speaker" };
    Object.defineProperty(MediaDeviceInfo.prototype, "label", { get() { return NAMES[this.kind]; } });
"""
#: Stills need no more, and five people at once are drawn on two cores.
FRAMES_A_SECOND = 5

REPLACE_FILM = """
from django.core.files import File
from rooms.models import RoomRecording
from rooms.recordings.storage import storage
row = RoomRecording.objects.latest("requested_at")
storage().delete(row.storage_key)
with open({film!r}, "rb") as film:
    storage().save(row.storage_key, File(film))
size, seconds = storage().size(row.storage_key), {seconds}
RoomRecording.objects.filter(pk=row.pk).update(
    complete=True, error_code="", missing={{}}, size_bytes=size,
    duration_seconds=seconds, picture_seconds=seconds, sound_seconds=seconds,
)
"""
#: The demo's services, by the type of their rooms.
TITLES: Mapping[str, str] = {
    "individual": "Psychotherapy",
    "group": "Breathwork for beginners",
    "webinar": "Sleep and the anxious mind",
    "broadcast": "An evening on exam nerves",
}


class Studio:
    """Attributes:
    people: accounts by first name: Nadia, Jonas, Mara …
    """

    def __init__(self, stack: Stack, browsers: Browsers, line: Line, zone: str) -> None:
        self._stack, self._browsers, self._line, self._zone = stack, browsers, line, zone
        self._own = {urlsplit(stack.url).netloc, urlsplit(stack.livekit.url).netloc}
        self._guests: list[Caller] = []
        self.api = Api(stack.url)
        self.people = {
            person["name"].removeprefix("Dr. ").partition(" ")[0]: Account(
                person["name"], person["email"], person["password"]
            )
            for person in stack.demo["people"]
        }

    def now(self, room_type: str) -> Subject:
        """The appointment or session of this type that goes on now."""
        found = next(
            one
            for one in self._stack.demo["subjects"]
            if (one["room_type"], one["state"]) == (room_type, "now")
        )
        return Subject(found["kind"], str(found["id"]), TITLES[room_type])

    def over(self) -> list[Subject]:
        """Yesterday's appointments."""
        return [
            Subject("booking", str(one["id"]), TITLES["individual"], one["day"])
            for one in self._stack.demo["over"]
        ]

    @contextmanager
    def seated(self, name: str, setting: Setting) -> Iterator[Visitor]:
        """Somebody in front of a browser, logged in."""
        visitor = sit_down(
            self._browsers.get(setting.browser),
            self.people[name],
            replace(setting, zone=self._zone),
            url=self._stack.url,
            own=self._own,
        )
        visitor.context.add_init_script(ORDINARY_DEVICES)
        estuary.log_in(visitor)
        yield visitor
        visitor.context.close()

    def call_in(
        self, name: str, subject: Subject, *, camera: str | None = None, screen: str | None = None
    ) -> Caller:
        """Somebody joins without a browser; a camera and a screen are drawings of `portraits`."""
        grant = self.api.join(self.people[name], subject)
        guest = Caller(self._line, name).join(grant["url"], grant["token"])
        self._guests.append(guest)
        if camera is not None:
            self._show(guest, camera, "camera", width=640, height=360)
        if screen is not None:
            self._show(guest, screen, "screen", width=1280, height=720)
        return guest

    def redraw_film(self, who: str, *, seconds: int) -> None:
        """The newest recording is played as this drawing, and whole: cores that draw five faces at once record few of
        their pictures meanwhile, and say so."""
        with tempfile.TemporaryDirectory() as folder:
            frame, film = Path(folder) / "frame.yuv", Path(folder) / "film.mp4"
            frame.write_bytes(still(self._browsers.get("asking"), who, width=1280, height=720))
            raw = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", "1280x720", "-framerate", "1")
            silence = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo")
            encoded = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-movflags", "+faststart")
            looped = ("-vf", "loop=loop=-1:size=1", "-t", str(seconds))
            run("ffmpeg", ["-nostdin", "-y", *raw, "-i", str(frame), *silence, *looped, *encoded, str(film)])
            self._stack.manage("shell", "-c", REPLACE_FILM.format(film=str(film), seconds=seconds))

    def everybody_goes(self) -> None:
        for guest in self._guests:
            guest.leave()
        self._guests.clear()

    def _show(
        self, guest: Caller, what: str, source: Literal["camera", "screen"], *, width: int, height: int
    ) -> None:
        picture = still(self._browsers.get("asking"), what, width=width, height=height)
        is_screen = source == "screen"

        async def publish() -> None:
            video = rtc.VideoSource(width, height, is_screencast=is_screen)
            frame = rtc.VideoFrame(width, height, rtc.VideoBufferType.I420, picture)
            guest.keep(asyncio.create_task(_repeat(video, frame)))
            await guest.room.local_participant.publish_track(
                rtc.LocalVideoTrack.create_video_track(source, video),
                rtc.TrackPublishOptions(
                    source=rtc.TrackSource.SOURCE_SCREENSHARE if is_screen else rtc.TrackSource.SOURCE_CAMERA,
                    simulcast=False,
                ),
            )

        guest.run(publish())


async def _repeat(video: rtc.VideoSource, frame: rtc.VideoFrame) -> None:
    while True:
        video.capture_frame(frame)
        await asyncio.sleep(1 / FRAMES_A_SECOND)


def take(visitor: Visitor, name: str, *, whole: bool = False) -> None:
    """A picture of the page as it stands, in docs/screenshots.

    Args:
        whole: with what one would have to scroll to.
    """
    file = TARGET / f"{name}.png"
    visitor.page.screenshot(path=file, animations="disabled", full_page=whole)
    size = file.stat().st_size
    if size > LARGEST_BYTES:
        raise SystemExit(
            f"{file.name} has {size} bytes; a README should not carry more than {LARGEST_BYTES}."
        )
