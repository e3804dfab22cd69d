"""What people publish to be measured is what it says: before LiveKit, a browser and a recorder are in between."""

import asyncio
import selectors
from typing import Any, cast

import numpy as np
import pytest
from livekit import rtc

from tests.live.caller import SAMPLE_RATE, Line
from tests.recording import beacon
from tests.recording.beacon import GREEN, RED, Beacon, Look
from tests.recording.beats import FLASH_SECONDS
from tests.recording.tone import loudest_tone


class Clock(asyncio.SelectorEventLoop):
    """An event loop whose time passes only while everybody sleeps: at once, and the same on every machine."""

    def __init__(self) -> None:
        self._passed = 0.0
        selector = selectors.DefaultSelector()
        select = selector.select

        def pass_at_once(timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            self._passed += timeout or 0
            return select(0)

        selector.select = pass_at_once  # type: ignore[method-assign]
        super().__init__(selector)

    def time(self) -> float:
        return self._passed

    def skip(self, seconds: float) -> None:
        """As when nobody got any time for so long."""
        self._passed += seconds


class Taken:
    """Takes the place of a source of LiveKit's client, and notes what is handed over, and when."""

    def __init__(self) -> None:
        self.frames: list[tuple[float, Any]] = []

    def note(self, frame: Any) -> None:
        self.frames.append((asyncio.get_running_loop().time(), frame))


class Camera(Taken):
    def capture_frame(self, frame: rtc.VideoFrame) -> None:
        self.note(frame)


class Microphone(Taken):
    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        self.note(frame)


async def _both_for(person: Beacon, seconds: float, camera: Camera, microphone: Microphone) -> None:
    tasks = [
        asyncio.create_task(person._flash(cast(rtc.VideoSource, camera))),
        asyncio.create_task(person._beep(cast(rtc.AudioSource, microphone))),
    ]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture(scope="module")
def taken() -> tuple[Camera, Microphone]:
    camera, microphone = Camera(), Microphone()
    with asyncio.Runner(loop_factory=Clock) as runner:
        runner.run(_both_for(Beacon(Line(), "Nadia", RED), 3.3, camera, microphone))
    return camera, microphone


def is_white(frame: rtc.VideoFrame) -> bool:
    return bytes(frame.data[:3]) == b"\xff\xff\xff"


def volume(frame: rtc.AudioFrame) -> int:
    return int(np.abs(np.frombuffer(frame.data, np.int16)).max())


def test_the_picture_has_its_colour_and_is_white_on_each_beat(
    taken: tuple[Camera, Microphone],
) -> None:
    pictures = [frame for _, frame in taken[0].frames]
    flashes = [is_white(frame) for frame in pictures]
    assert bytes(pictures[flashes.index(False)].data[:3]) == bytes(RED.colour)
    begins = sum(now and not before for now, before in zip(flashes[1:], flashes[:-1], strict=True))
    assert begins == 2
    assert sum(flashes) == pytest.approx(3 * FLASH_SECONDS * beacon.FRAMES_A_SECOND, abs=3)
    assert len(pictures) == pytest.approx(3.3 * beacon.FRAMES_A_SECOND, abs=3)


def test_the_tone_never_stops_and_is_the_one_it_should_be(taken: tuple[Camera, Microphone]) -> None:
    sound = np.concatenate([np.frombuffer(frame.data, np.int16) for _, frame in taken[1].frames])
    # 200 ms are handed over before they are due.
    assert len(sound) / SAMPLE_RATE == pytest.approx(3.5, abs=0.03)
    tone = loudest_tone((sound / 32768).astype(np.float32))
    assert tone.hertz == pytest.approx(RED.hertz, abs=2)


def test_the_beep_is_due_when_it_flashes(taken: tuple[Camera, Microphone]) -> None:
    camera, microphone = taken
    begun = camera.frames[0][0]
    flash = next(at for at, frame in camera.frames if is_white(frame) and at - begun > 0.5)
    volumes = [volume(frame) for _, frame in microphone.frames]
    # The place of a piece is its time.
    beep = next(n for n, loud in enumerate(volumes) if n > 50 and loud > 2 * beacon.QUIET) * 0.01
    assert beep == pytest.approx(flash - begun, abs=0.035)


def test_after_a_while_without_time_the_beeps_are_due_with_the_flashes_again() -> None:
    """A busy machine leaves a hole; what follows does not come late for ever."""
    camera, microphone = Camera(), Microphone()

    async def with_a_hole() -> None:
        clock = cast(Clock, asyncio.get_running_loop())
        asyncio.get_running_loop().call_at(1.5, clock.skip, 0.6)
        await _both_for(Beacon(Line(), "Nadia", RED), 4.5, camera, microphone)

    with asyncio.Runner(loop_factory=Clock) as runner:
        runner.run(with_a_hole())

    missing = round(0.4 / 0.01)  # of the 0.6 s, 0.2 had been handed over
    volumes = [volume(frame) for _, frame in microphone.frames]
    beep = next(n for n, loud in enumerate(volumes) if n > 250 - missing and loud > 2 * beacon.QUIET)
    assert (beep + missing) * 0.01 == pytest.approx(4, abs=0.035)


@pytest.mark.parametrize("look", [RED, GREEN])
def test_whole_waves_fit_into_a_piece_so_that_nothing_clicks(look: Look) -> None:
    assert look.hertz * beacon.PIECE_SECONDS == round(look.hertz * beacon.PIECE_SECONDS)
