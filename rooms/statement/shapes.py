"""What the fold takes and what it gives: frozen, without a database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Side = Literal["practitioner", "client", "other"]


@dataclass(frozen=True)
class Presence:
    """One connection of one person; `left_at` is None while they are inside."""

    person: str
    side: Side
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class RoomFacts:
    room_id: str
    kind: str
    ref: str
    scheduled_start: datetime | None
    scheduled_end: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True)
class Rules:
    """The numbers of docs/rules.md, from the settings."""

    min_together: timedelta
    grace: timedelta


@dataclass(frozen=True)
class PersonTimes:
    """One person who was inside at least once.

    Attributes:
        person: id of the participant row.
        total_seconds: union of their connections.
    """

    person: str
    side: Side
    total_seconds: float
    first_joined_at: datetime
    last_left_at: datetime | None
    connections: int


@dataclass(frozen=True)
class Statement:
    """What the ledger says of a room.

    Attributes:
        outcome: empty until the room has ended, and for one that ended as `moved`.
        together_seconds: a practitioner and a booked client were inside at the same moment, in all.
        took_place: they were for `MIN_TOGETHER_SECONDS` after the scheduled start.
        version: grows when better evidence changed an outcome that was told.
    """

    room: RoomFacts
    outcome: str
    together_seconds: float
    took_place: bool
    version: int
    people: tuple[PersonTimes, ...] = field(default=())
