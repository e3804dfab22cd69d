"""What the fold takes and what it gives: frozen, without a database, without an e-mail address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Side = Literal["practitioner", "client", "other"]

#: A start without an end counts as this long.
DEFAULT_LENGTH = timedelta(minutes=60)


# --- What goes in
@dataclass(frozen=True)
class Presence:
    """One connection of one person, as the ledger has it.

    Attributes:
        person: id of the participant row.
        left_at: None while they are inside.
        joined_precision, left_precision: the truth lies within so many seconds of the moment, before or after.
    """

    person: str
    side: Side
    joined_at: datetime
    left_at: datetime | None
    joined_known_by: str = "webhook"
    left_known_by: str = ""
    joined_precision: float = 0.0
    left_precision: float = 0.0
    medium: str = "video"
    leave_reason: str = ""
    quality: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Who:
    """What is known of a person beside their visits; `user_ref` is empty for guests and phones."""

    name: str
    role: str
    user_ref: str = ""


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
    title: str = ""

    @property
    def is_over(self) -> bool:
        """Until then who has gone may come back, and who is not there may still come."""
        return self.ended_at is not None

    @property
    def planned(self) -> tuple[datetime, datetime] | None:
        """The planned time, with the default length where the host gave no end; None without a start."""
        if self.scheduled_start is None:
            return None
        return self.scheduled_start, self.scheduled_end or self.scheduled_start + DEFAULT_LENGTH


@dataclass(frozen=True)
class Rules:
    """The numbers of docs/rules.md, from the settings."""

    min_together: timedelta
    grace: timedelta


# --- What comes out
@dataclass(frozen=True)
class Confidence:
    """How far a number can be relied on.

    Attributes:
        exact: every end was reported, to the second.
        plus_minus_seconds: of the time it stands beside; the truth is inside.
        ends: joins and leaves that there are.
        estimated_ends: those of them that were not reported, or are known less well than to a second.
    """

    exact: bool = True
    plus_minus_seconds: float = 0.0
    ends: int = 0
    estimated_ends: int = 0


@dataclass(frozen=True)
class VisitTimes:
    """One connection; `left_at` is None while it lasts. The precisions are ± seconds."""

    joined_at: datetime
    left_at: datetime | None
    medium: str
    joined_known_by: str
    left_known_by: str
    joined_precision: float
    left_precision: float
    leave_reason: str
    quality: Mapping[str, Any] = field(default_factory=dict)

    @property
    def precision_seconds(self) -> float:
        """± of its length."""
        return self.joined_precision + self.left_precision

    @property
    def is_exact(self) -> bool:
        return not (self.join_is_estimated or self.leave_is_estimated)

    @property
    def join_is_estimated(self) -> bool:
        return self.joined_known_by == "estimate" or self.joined_precision > 1

    @property
    def leave_is_estimated(self) -> bool:
        return self.left_at is not None and (self.left_known_by != "webhook" or self.left_precision > 1)


@dataclass(frozen=True)
class PersonTimes:
    """One person who was inside at least once.

    Attributes:
        person: id of the participant row.
        total_seconds: union of their connections.
        late_by_seconds: from the planned start to the first moment of the planned time that they were inside; None
            where they were never inside in it, or nothing was planned.
        left_early_by_seconds: from the last such moment to the planned end; None also until the room has ended.
        share: their time within the planned time, as a part of it (0 to 1); None where nothing was planned.
        medium: `video`, `phone`, or `mixed`.
        confidence: of `total_seconds`.
    """

    person: str
    side: Side
    total_seconds: float
    first_joined_at: datetime
    last_left_at: datetime | None
    name: str = ""
    role: str = ""
    user_ref: str = ""
    late_by_seconds: float | None = None
    left_early_by_seconds: float | None = None
    share: float | None = None
    medium: str = "video"
    confidence: Confidence = Confidence()
    visits: tuple[VisitTimes, ...] = ()

    @property
    def connections(self) -> int:
        return len(self.visits)


@dataclass(frozen=True)
class Expected:
    """Somebody who leads the session or has a booking on it; in a statement's `absent`, one who was never inside."""

    user_ref: str
    name: str
    role: str
    side: Side


@dataclass(frozen=True)
class Override:
    """Staff decided otherwise than the ledger, or than staff before them; `by` is their name."""

    outcome: str
    previous: str
    reason: str
    by: str
    made_at: datetime


@dataclass(frozen=True)
class ObjectionMade:
    """What somebody who was part of the session says against the statement."""

    name: str
    role: str
    user_ref: str
    text: str
    made_at: datetime


@dataclass(frozen=True)
class Statement:
    """What the ledger says of a room, and what staff and the people in it said since.

    Attributes:
        outcome: the one that holds: the last override's, else the ledger's. Empty until the room has ended, and
            for one that ended as `moved`.
        ledger_outcome: what the ledger alone says.
        together_seconds: a practitioner and a booked client were inside at the same moment, in all.
        took_place: they were for `MIN_TOGETHER_SECONDS` after the scheduled start.
        version: 0 until it is final, then the number of the version.
        confidence: of `together_seconds`, and of all the ends there are.
        absent: who was expected and never came; until the room has ended, who is not there yet.
    """

    room: RoomFacts
    outcome: str
    together_seconds: float
    took_place: bool
    version: int
    people: tuple[PersonTimes, ...] = ()
    ledger_outcome: str = ""
    final_at: datetime | None = None
    confidence: Confidence = Confidence()
    absent: tuple[Expected, ...] = ()
    overrides: tuple[Override, ...] = ()
    objections: tuple[ObjectionMade, ...] = ()
