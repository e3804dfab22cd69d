"""When it flashes and beeps, in calls and in files that are made to be measured."""

#: Seconds of every four. They are not evenly spread, so that sound which is off by a whole beat is not taken for sound
#: in step.
BEATS = (0.0, 1.0, 2.3)
PERIOD_SECONDS = 4.0
#: Long enough that a picture which comes late on a busy machine does not miss it.
FLASH_SECONDS = 0.2


def is_on_beat(at: float) -> bool:
    """Whether it flashes and beeps at a second of the clock."""
    return any(0 <= at % PERIOD_SECONDS - beat < FLASH_SECONDS for beat in BEATS)


def on_beat_for_ffmpeg(at: str = "t") -> str:
    """The same as an expression of ffmpeg's: 1 or 0."""
    now = f"mod({at},{PERIOD_SECONDS:g})"
    return "+".join(f"gte({now},{beat:g})*lt({now},{beat + FLASH_SECONDS:g})" for beat in BEATS)
