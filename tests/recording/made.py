"""Files whose picture and sound are known to the frame, made by ffmpeg: for the tests of what looks into recordings."""

from pathlib import Path

from tests.recording.beats import on_beat_for_ffmpeg
from tests.recording.movie import run


def make_movie(
    path: Path,
    *,
    seconds: float = 6.0,
    hertz: float = 440.0,
    late: float = 0.0,
    flashes: bool = True,
    sound_seconds: float | None = None,
    sound_begins: float = 0.0,
) -> Path:
    """A red picture of 320x180 with a green left half; it flashes white and beeps on the beats.

    Args:
        hertz: of a tone that is there all the time, and louder in the beeps.
        late: seconds by which the beeps come after the flashes; less than 0: before.
        flashes: whether the picture flashes, and the sound beeps.
        sound_seconds: how much sound there is; as much as picture if not given.
        sound_begins: the second at which it begins.
    """
    red = f"color=c=0xC81E1E:s=320x180:r=30:d={seconds}"
    picture = [red, "drawbox=x=0:y=0:w=160:h=180:color=0x1E961E:t=fill"]
    loud = f"if({on_beat_for_ffmpeg(f't-{late}+100')},0.5,0.1)" if flashes else "0.1"
    if flashes:
        # Not in the frame of the full second itself: where rounding begins is not what is tested.
        picture.append(
            f"drawbox=x=160:y=0:w=160:h=180:color=white:t=fill:enable='{on_beat_for_ffmpeg('t+0.001')}'"
        )
    length = seconds if sound_seconds is None else sound_seconds
    sound = f"aevalsrc='{loud}*sin(2*PI*{hertz}*t)':s=48000:d={length}"
    encoded = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    run(
        "ffmpeg",
        [
            *("-nostdin", "-y", "-f", "lavfi", "-i", ",".join(picture)),
            *("-itsoffset", str(sound_begins), "-f", "lavfi", "-i", sound),
            *(*encoded, str(path)),
        ],
    )
    return path
