"""A person in a call by whom a recording can be measured: one colour, one tone, flashes and beeps on known beats."""

import asyncio
from array import array
from dataclasses import dataclass
from math import pi, sin

from livekit import rtc

from tests.live.caller import SAMPLE_RATE, Caller, Line
from tests.recording.beats import is_on_beat
from tests.recording.picture import Colour

WIDTH, HEIGHT = 320, 180
FRAMES_A_SECOND = 30
SCREEN_WIDTH, SCREEN_HEIGHT = 640, 360
SCREEN_FRAMES_A_SECOND = 5
#: Sound is handed over so much before it is due: the client plays it in time, whatever the machine is busy with.
AHEAD_SECONDS = 0.2
PIECE_SECONDS = 0.01
QUIET, LOUD = 3_000, 15_000

WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True)
class Look:
    """How somebody is recognised in a recording.

    Attributes:
        colour: of the camera's picture.
        hertz: of the tone, which never stops and is louder in the beeps.
        screen: colour of the screen that they share.
    """

    colour: Colour
    hertz: int
    screen: Colour


#: Far from each other and from what our pages are painted with. Whole waves fit into 10 ms, so the tone does not click.
RED = Look(colour=(200, 30, 30), hertz=400, screen=(20, 60, 200))
GREEN = Look(colour=(30, 150, 30), hertz=700, screen=(200, 160, 20))


class Beacon(Caller):
    """A client that is seen and heard as its look says. Picture and sound keep one clock, and all of them the same."""

    def __init__(self, line: Line, name: str, look: Look) -> None:
        super().__init__(line, name)
        self.look = look

    async def _publish_video(self, name: str, source: rtc.TrackSource.ValueType) -> str:
        is_screen = source == rtc.TrackSource.SOURCE_SCREENSHARE
        width, height = (SCREEN_WIDTH, SCREEN_HEIGHT) if is_screen else (WIDTH, HEIGHT)
        video = rtc.VideoSource(width, height, is_screencast=is_screen)
        drawing = self._show_screen(video) if is_screen else self._flash(video)
        self.keep(asyncio.create_task(drawing))
        return await self._publish(rtc.LocalVideoTrack.create_video_track(name, video), source)

    async def _publish_audio(self) -> str:
        audio = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=1000)
        self.keep(asyncio.create_task(self._beep(audio)))
        track = rtc.LocalAudioTrack.create_audio_track("microphone", audio)
        return await self._publish(track, rtc.TrackSource.SOURCE_MICROPHONE)

    async def _flash(self, video: rtc.VideoSource) -> None:
        plain, white = (_picture(WIDTH, HEIGHT, colour) for colour in (self.look.colour, WHITE))
        shown = _second()
        while True:
            at = _second()
            video.capture_frame(white if is_on_beat(at) else plain)
            shown = max(shown + 1 / FRAMES_A_SECOND, at)
            await asyncio.sleep(max(shown - _second(), 0))

    async def _show_screen(self, video: rtc.VideoSource) -> None:
        picture = _picture(SCREEN_WIDTH, SCREEN_HEIGHT, self.look.screen)
        while True:
            video.capture_frame(picture)
            await asyncio.sleep(1 / SCREEN_FRAMES_A_SECOND)

    async def _beep(self, audio: rtc.AudioSource) -> None:
        quiet, loud = (_tone(self.look.hertz, volume) for volume in (QUIET, LOUD))
        heard = round(_second() / PIECE_SECONDS)
        while True:
            # Busy for so long that the client ran dry: what was due meanwhile would come late, and all after it.
            heard = max(heard, round(_second() / PIECE_SECONDS))
            while heard * PIECE_SECONDS < _second() + AHEAD_SECONDS:
                beeps = is_on_beat(heard * PIECE_SECONDS + PIECE_SECONDS / 2)
                await audio.capture_frame(loud if beeps else quiet)
                heard += 1
            await asyncio.sleep(PIECE_SECONDS)


def _second() -> float:
    """Of the event loop's clock, which all of one line share: they flash and beep together."""
    return asyncio.get_running_loop().time()


def _picture(width: int, height: int, colour: Colour) -> rtc.VideoFrame:
    return rtc.VideoFrame(width, height, rtc.VideoBufferType.RGBA, bytes([*colour, 255]) * (width * height))


def _tone(hertz: int, volume: int) -> rtc.AudioFrame:
    """10 ms of it, of whole waves."""
    samples = round(SAMPLE_RATE * PIECE_SECONDS)
    wave = array("h", (round(volume * sin(2 * pi * hertz * n / SAMPLE_RATE)) for n in range(samples)))
    return rtc.AudioFrame(wave.tobytes(), SAMPLE_RATE, 1, samples)
