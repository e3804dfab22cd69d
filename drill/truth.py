"""What the participants log, and what it comes to: who was really inside, from when to when.

Nobody knows a moment exactly that two machines must agree on: a person is in at some moment between asking and
being told so. Such a moment is a `Span`; it is narrow where something is killed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

What = Literal[
    # A device says of itself:
    "connecting",
    "connected",
    "refused",
    "leaving",
    "left",
    "disconnected",
    "reconnecting",
    "reconnected",
    "sid",
    # The drill says what it did to a device:
    "crashing",
    "crashed",
    "frozen",
    "thawed",
    # … to a room (`person` is its practitioner):
    "ending",
    # … and to a server:
    "killing",
    "killed",
    "started",
]


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        at: seconds of the machine's clock, which all processes share.
        sid, identity: as LiveKit's client knows them then.
        reason: of being refused or disconnected.
    """

    at: float
    what: What
    person: str = ""
    device: int = 0
    server: str = ""
    sid: str = ""
    identity: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Span:
    """A moment, known to lie between these two, in seconds."""

    begin: float
    end: float

    def distance(self, moment: float) -> float:
        """Seconds between a moment and the span; 0 within it."""
        return max(self.begin - moment, moment - self.end, 0.0)

    def meets(self, middle: float, plus_minus: float) -> bool:
        """Whether any moment of it lies in middle ± plus_minus."""
        return self.distance(middle) <= plus_minus


class EndedBy(StrEnum):
    LEAVING = "left"
    CRASH = "crashed"
    FREEZE = "frozen"
    RECONNECT = "reconnected"
    SECOND_DEVICE = "second device"
    PUT_OUT = "put out"
    LIVEKIT_DIED = "LiveKit died"
    LOST = "lost the connection"


#: The client fell silent: LiveKit had to find out by itself.
SILENT = frozenset({EndedBy.CRASH, EndedBy.FREEZE})


@dataclass
class TrueVisit:
    """One connection that a client was told of.

    Attributes:
        left: None while the log has no end of it.
        is_late: the room was being ended when they came in; our record need not count them.
    """

    sid: str
    person: str
    identity: str
    joined: Span
    left: Span | None = None
    ended_by: EndedBy | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Untold:
    """A try to connect of whose result the client was never told (refused, or dead before)."""

    person: str
    when: Span


@dataclass(frozen=True)
class Truth:
    visits: tuple[TrueVisit, ...]
    untold: tuple[Untold, ...]

    def identity_of(self) -> dict[str, str]:
        """The person of each identity."""
        return {visit.identity: visit.person for visit in self.visits}


def room_of(person: str) -> str:
    """The name of the planned room that somebody belongs to."""
    return person.partition(".")[0]
