"""What a page measures and what is kept of it: frozen, whole numbers, without a database.

Whole numbers, because sums of them are the same in whatever order batches arrive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: Good, fair and weak as people read them; lost: nothing came through at all.
Level = Literal["good", "fair", "weak", "lost"]
LEVELS: tuple[Level, ...] = ("good", "fair", "weak", "lost")

#: Those that a whole connection can have.
WORDS: tuple[Level, ...] = ("good", "fair", "weak")

#: LiveKit's own word about a connection, as the page's client tells it.
Grade = Literal["unknown", "good", "weak", "lost"]
GRADES: tuple[Grade, ...] = ("unknown", "good", "weak", "lost")

#: What a page may tell beside numbers.
EVENTS = (
    "reconnecting",
    "reconnected",
    "camera_off",
    "device_error",
    "silence",
    "subscription_failed",
)

#: What is averaged; losses are in tenths of a percent of the packets.
METRICS = ("rtt_ms", "jitter_ms", "sent_loss", "received_loss", "sent_kbps", "received_kbps")


@dataclass(frozen=True)
class Sample:
    """Some seconds of one connection, as its own page saw them.

    Attributes:
        began: seconds since 1970, by our clock.
        seconds: how long it lasted, at least 1.
        measures: a value for each of `METRICS` that was measured.
    """

    began: int
    seconds: int
    grade: Grade = "unknown"
    measures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    kind: str
    at: int


@dataclass(frozen=True)
class Report:
    """One batch of one connection.

    Attributes:
        visit_sid: LiveKit's participant SID, by the word of the page.
        batch: its number, from 1 for each connection; the same number again is the same batch.
    """

    visit_sid: str
    batch: int
    samples: tuple[Sample, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Trouble:
    """The weak and lost seconds of one stretch of the clock.

    Attributes:
        place: number of the stretch: seconds since 1970 divided by its width.
        weak: seconds; the sums are over these.
        lost: seconds in which nothing came through.
        sent_loss, received_loss, rtt: value times seconds.
    """

    place: int
    weak: int = 0
    lost: int = 0
    sent_loss: int = 0
    received_loss: int = 0
    rtt: int = 0


@dataclass(frozen=True)
class Received:
    """Which batches were counted: the highest number, and one bit for each of the 64 numbers from it downwards."""

    highest: int = 0
    mask: int = 0


@dataclass(frozen=True)
class Summary:
    """Everything that is kept of a connection's quality.

    Attributes:
        seconds: by level.
        sums: of each metric, value times seconds, and those seconds.
        began, until: seconds since 1970; None: nothing was measured.
        width: seconds that one stretch of `trouble` takes.
        events: how often each happened.
        moments: when the latest of them happened.
    """

    seconds: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    began: int | None = None
    until: int | None = None
    width: int = 60
    trouble: tuple[Trouble, ...] = ()
    events: Mapping[str, int] = field(default_factory=dict)
    moments: tuple[tuple[int, str], ...] = ()

    @property
    def measured_seconds(self) -> int:
        return sum(self.seconds.values())

    def mean(self, metric: str) -> float | None:
        total, weight = self.sums.get(metric, (0, 0))
        return total / weight if weight else None


@dataclass(frozen=True)
class Episode:
    """A stretch in which a connection was weak or lost.

    Attributes:
        began, until: seconds since 1970, to the width of a stretch.
        sent_loss_percent, received_loss_percent, rtt_ms: means over its weak seconds.
    """

    began: int
    until: int
    weak: int
    lost: int
    sent_loss_percent: float
    received_loss_percent: float
    rtt_ms: int

    @property
    def seconds(self) -> int:
        return self.weak + self.lost

    @property
    def loss_percent(self) -> float:
        return max(self.sent_loss_percent, self.received_loss_percent)
