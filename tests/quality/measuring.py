"""What the pages of Dr. Rahman and of Jonas Weber measure, minute by minute from the scheduled start."""

from datetime import datetime
from typing import Any

from rooms.quality import Event, Line, Sample
from rooms.quality.merging import summarise
from tests.fakes.scene import minute

#: A connection as it should be.
CLEAR = {"rtt_ms": 30, "jitter_ms": 4, "sent_loss": 0, "received_loss": 0}


def stamp(number: float) -> int:
    return int(minute(number).timestamp())


def measured(since: float, until: float, *, grade: Any = "good", **measures: int) -> list[Sample]:
    """A sample each five seconds between two minutes; losses are in tenths of a percent."""
    began = range(stamp(since), stamp(until), 5)
    return [Sample(at, 5, grade, {**CLEAR, **measures}) for at in began]


def line(
    who: str,
    joined: float,
    left: float | None,
    *stretches: list[Sample],
    medium: str = "video",
    events: tuple[tuple[str, float], ...] = (),
) -> Line:
    """One connection; good wherever no stretch says otherwise, and unmeasured without one or by phone."""
    left_at: datetime | None = None if left is None else minute(left)
    samples = [sample for stretch in stretches for sample in stretch]
    told = [Event(kind, stamp(at)) for kind, at in events]
    summary = summarise(samples, told) if samples else None
    names = {"jonas": "Jonas Weber", "nadia": "Dr. Nadia Rahman", "samira": "Samira Okafor"}
    return Line(who, names[who], medium, minute(joined), left_at, summary)
