"""What the people of a recorded session show and say: encoded once, so that showing it costs the machine little."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from dev import paths
from tests.recording.beats import on_beat_for_ffmpeg

FOLDER = paths.CACHE / "films"
PATIENCE_SECONDS = 900


@dataclass(frozen=True)
class Film:
    """Attributes:
    picture: IVF with VP8, 30 pictures a second.
    sound: Ogg with Opus.
    """

    picture: Path
    sound: Path


#: The one who speaks: white on the beats, and a beep in a tone.
FLASH = f"drawbox=color=white:t=fill:enable='{on_beat_for_ffmpeg()}'"
BEEP = f"aevalsrc='(0.1+0.4*({on_beat_for_ffmpeg()}))*sin(2*PI*440*t)':s=48000"
#: The others are too soft to be taken for speakers, so that the layout stays.
MURMUR = "anoisesrc=r=48000:a=0.002"


def speaker(seconds: int) -> Film:
    """A moving picture of 1280x720, as a camera's best layer, that flashes as the sound beeps."""
    return Film(
        _picture(f"speaker-on-beats-{seconds}.ivf", "1280x720", 1500, seconds, FLASH),
        _sound(f"speaker-on-beats-{seconds}.ogg", BEEP, seconds),
    )


def listener(seconds: int) -> Film:
    """A moving picture of the layer that LiveKit sends to a small tile."""
    return Film(
        _picture(f"listener-{seconds}.ivf", "320x180", 150, seconds, "null"),
        _sound(f"listener-{seconds}.ogg", MURMUR, seconds),
    )


def _picture(name: str, size: str, kbps: int, seconds: int, filters: str) -> Path:
    # As browsers encode: no look ahead, and a whole picture now and then.
    codec = f"-c:v libvpx -deadline realtime -cpu-used 8 -b:v {kbps}k -g 90 -lag-in-frames 0 -pix_fmt yuv420p"
    return _make(name, f"testsrc2=size={size}:rate=30", seconds, "-vf", filters, *codec.split())


def _sound(name: str, source: str, seconds: int) -> Path:
    return _make(name, source, seconds, "-c:a", "libopus", "-b:a", "32k", "-page_duration", "20000")


def _make(name: str, source: str, seconds: int, *how: str) -> Path:
    """The film of that name: encoded now, unless an earlier run has done so."""
    path, unfinished = FOLDER / name, FOLDER / f"unfinished-{name}"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-t", str(seconds), *how]
        subprocess.run([*command, str(unfinished)], check=True, timeout=PATIENCE_SECONDS)
        unfinished.rename(path)
    return path
