"""What happens in a drill, as data. Times are seconds since its start."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Server = Literal["Django", "the worker", "LiveKit"]


class Do(StrEnum):
    """What a person does; each is logged by who does it.

    JOIN while inside on the other device is a second device: LiveKit puts the first one out.
    FREEZE stops the device's process for some seconds, as a lid that is closed or a network that is gone.
    RESUME loses the signalling connection only, RECONNECT the whole session.
    """

    JOIN = "join"
    LEAVE = "leave"
    CRASH = "crash"
    FREEZE = "freeze"
    RESUME = "resume"
    RECONNECT = "reconnect"


@dataclass(frozen=True)
class Action:
    """Attributes:
    device: 0, or 1 for a person's second one.
    seconds: how long, of a FREEZE.
    """

    at: float
    person: str
    device: int
    do: Do
    seconds: float = 0.0


@dataclass(frozen=True)
class Kill:
    """`kill -9`, and the start of the same server `down_seconds` later."""

    at: float
    server: Server
    down_seconds: float


@dataclass(frozen=True)
class PlannedRoom:
    """Attributes:
    kind: `booking`, or a kind of session: workshop, webinar, broadcast.
    people: the practitioner first.
    end_at: when the practitioner ends it, whoever is inside.
    """

    name: str
    kind: str
    people: tuple[str, ...]
    end_at: float


@dataclass(frozen=True)
class Plan:
    """Attributes:
    actions: ordered by time.
    """

    seed: int
    rooms: tuple[PlannedRoom, ...]
    actions: tuple[Action, ...]
    kills: tuple[Kill, ...]

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(person for room in self.rooms for person in room.people)

    @property
    def seconds(self) -> float:
        return max(room.end_at for room in self.rooms)
