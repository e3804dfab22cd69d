"""What is in a recorded file, asked of the file itself: never of whoever says that they wrote it.

movie = Movie(path)
assert movie.sound.seconds == pytest.approx(movie.picture.seconds, abs=0.3)
assert movie.frame(at=3.0).share_of((200, 30, 30)) > 0.2
assert loudest_tone(movie.samples()).hertz == pytest.approx(440, abs=3)
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.recording.picture import Picture

#: What sound is brought to before it is looked at.
SAMPLE_RATE = 48_000
#: A file of some minutes is read in seconds; whoever takes longer hangs.
PATIENCE_SECONDS = 120.0

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Track:
    """Attributes:
    codec: as ffmpeg calls it.
    packets: that are really in the file, counted one by one.
    seconds: from the begin of the first to the end of the last of them.
    starts_at: where the first one begins, in seconds of the file.
    """

    codec: str
    packets: int
    seconds: float
    starts_at: float


class Movie:
    """One file, MP4 or what else ffmpeg reads.

    Raises:
        ValueError: ffmpeg does not find its way about in it; with what it said.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found = _ffprobe(path, "-show_streams", "-show_format")

    @property
    def seconds(self) -> float:
        """How long a player says that it is."""
        return float(self._found["format"]["duration"])

    @property
    def starts_at(self) -> float:
        """The second at which it begins: 0, but where a recorder was careless."""
        return float(self._found["format"].get("start_time", 0))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        stream = self._stream("video")
        return int(stream["width"]), int(stream["height"])

    @property
    def frames_a_second(self) -> float:
        return float(Fraction(self._stream("video")["avg_frame_rate"]))

    @property
    def has_picture(self) -> bool:
        return self._has("video")

    @property
    def has_sound(self) -> bool:
        return self._has("audio")

    @cached_property
    def picture(self) -> Track:
        return self._track("video")

    @cached_property
    def sound(self) -> Track:
        return self._track("audio")

    def frame(self, at: float) -> Picture:
        """What one sees at a second of the file.

        Raises:
            ValueError: there is no picture there.
        """
        width, height = self.size
        raw = _ffmpeg(
            *("-ss", f"{at:.3f}", "-i", str(self.path), "-frames:v", "1"),
            *("-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
        )
        if len(raw) != width * height * 3:
            raise ValueError(f"{self.path.name} has no picture at {at:g} s.")
        return Picture(np.frombuffer(raw, np.uint8).reshape(height, width, 3))

    def samples(self, start: float = 0.0, seconds: float | None = None) -> Samples:
        """The sound, both channels mixed, at 48 kHz, from -1 to 1; silence where there is none.

        Args:
            start: seconds of the file.
            seconds: how much of it; all if not given.
        """
        until = [] if seconds is None else ["-t", f"{seconds:.3f}"]
        raw = _ffmpeg(
            *("-ss", f"{start:.3f}", *until, "-i", str(self.path), "-vn"),
            # Where it begins late, or has a hole, there is silence: the place of a sample is its time.
            *(
                "-af",
                "aresample=async=1:first_pts=0",
                "-ac",
                "1",
                "-ar",
                str(SAMPLE_RATE),
                "-f",
                "f32le",
                "-",
            ),
        )
        return np.frombuffer(raw, np.float32)

    def pictures(self, width: int, height: int, crop: str = "") -> tuple[NDArray[np.float64], NDArray[Any]]:
        """Every picture, small and without colours, and the second of the file at which each is shown.

        Args:
            crop: of ffmpeg's filter of this name ("iw/2:ih:0:0"); all of it if empty.
        """
        filters = [*([f"crop={crop}"] if crop else []), f"scale={width}:{height}:flags=area", "format=gray"]
        raw = _ffmpeg(
            *("-i", str(self.path), "-an", "-vf", ",".join(filters)),
            *("-fps_mode", "passthrough", "-f", "rawvideo", "-"),
        )
        shown = _ffprobe(
            self.path, "-select_streams", "v:0", "-show_entries", "frame=best_effort_timestamp_time"
        )
        times = np.array([float(frame["best_effort_timestamp_time"]) for frame in shown["frames"]])
        pictures = np.frombuffer(raw, np.uint8).reshape(-1, height, width)
        return times[: len(pictures)], pictures[: len(times)]

    def _has(self, kind: str) -> bool:
        return any(stream["codec_type"] == kind for stream in self._found["streams"])

    def _stream(self, kind: str) -> dict[str, Any]:
        found = [stream for stream in self._found["streams"] if stream["codec_type"] == kind]
        if not found:
            raise ValueError(f"{self.path.name} has no {kind}.")
        return dict(found[0])

    def _track(self, kind: str) -> Track:
        codec = str(self._stream(kind)["codec_name"])
        read = _ffprobe(
            self.path, "-select_streams", f"{kind[0]}:0", "-show_entries", "packet=pts_time,duration_time"
        )
        begins = [float(packet["pts_time"]) for packet in read["packets"]]
        ends = [
            float(packet["pts_time"]) + float(packet.get("duration_time", 0)) for packet in read["packets"]
        ]
        if not begins:
            return Track(codec, 0, 0.0, 0.0)
        return Track(codec, len(begins), max(ends) - min(begins), min(begins))


def _ffprobe(path: Path, *what: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("ffprobe", ["-of", "json", *what, str(path)]))
    return found


def _ffmpeg(*arguments: str) -> bytes:
    return run("ffmpeg", ["-nostdin", *arguments])


def run(program: str, arguments: Sequence[str]) -> bytes:
    """What ffmpeg or ffprobe writes. Raises ValueError with its complaint where it fails."""
    found = shutil.which(program)
    assert found, f"{program} is not on the PATH; `make test` sees to that."
    done = subprocess.run(
        [found, "-v", "error", *arguments], capture_output=True, timeout=PATIENCE_SECONDS, check=False
    )
    if done.returncode != 0:
        raise ValueError(done.stderr.decode(errors="replace").strip())
    return done.stdout
