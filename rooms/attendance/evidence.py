"""What is known of one connection, and the best statement of its two ends. Pure.

Evidence only grows: it is united, never overwritten, so the same facts make the same visit in whatever order they
come. `docs/rules.md`, "The ledger", has the rules in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Self

from rooms.models.choices import KnownBy
from rooms.partly_known import least_known, most_known

#: A client whose line broke was gone so long before LiveKit said so (its time-out, which cannot be configured).
TIMED_OUT_AFTER = timedelta(seconds=20)
TIMED_OUT = "CONNECTION_TIMEOUT"

#: Another connection of theirs took its place: maybe they have two devices, maybe its line was broken already.
REPLACED = "DUPLICATE_IDENTITY"

#: How exactly those 20 s are known: when a client was last heard of is not when its person was.
TIMED_OUT_PRECISION = 3.0

#: So long LiveKit may go on listing a client whose line broke: 20 to 21.9 s were measured (docs/drill.md).
LONGEST_SILENCE = TIMED_OUT_AFTER + timedelta(seconds=TIMED_OUT_PRECISION)

#: What LiveKit's listing found gone within this time is known by it; after a longer silence it is an estimate.
LONGEST_LOOK = timedelta(seconds=60)

#: The better first.
_STRENGTH = [KnownBy.WEBHOOK, KnownBy.RECONCILE, KnownBy.ROOM_END, KnownBy.ESTIMATE]


@dataclass(frozen=True, order=True)
class Left:
    """LiveKit said that the connection ended, between two moments.

    Attributes:
        slack: seconds by which both may be wrong, because LiveKit's clock had to be brought to ours.
    """

    earliest: datetime
    latest: datetime
    reason: str = ""
    slack: float = 0


@dataclass(frozen=True, order=True)
class Joined:
    """LiveKit said when the connection began.

    Attributes:
        strength: place of `known_by` among the kinds of evidence, so that the better of two equal ones is kept.
    """

    at: datetime
    strength: int
    precision: float = 0

    @classmethod
    def known(cls, at: datetime, known_by: KnownBy, precision: float = 0) -> Self:
        return cls(at, _STRENGTH.index(known_by), precision)

    @property
    def known_by(self) -> KnownBy:
        return _STRENGTH[self.strength]


@dataclass(frozen=True)
class Evidence:
    """Everything that speaks of one connection alone.

    Attributes:
        joined: its beginning, where LiveKit told it.
        inside_by: they were inside by then (a track event, which does not tell since when).
        inside_after: and came in after this.
        seen_at: LiveKit had the connection then, though its person may have been gone for `LONGEST_SILENCE`.
        alive_at: they did something themselves.
        left: its end, as LiveKit told it.
        missing_at: LiveKit's listings at these moments did not have it.
    """

    joined: Joined | None = None
    inside_by: datetime | None = None
    inside_after: datetime | None = None
    seen_at: datetime | None = None
    alive_at: datetime | None = None
    left: Left | None = None
    missing_at: frozenset[datetime] = frozenset()

    def __or__(self, other: "Evidence") -> "Evidence":
        """Both together; in any order, any number of times the same."""
        return Evidence(
            joined=least_known(self.joined, other.joined),
            inside_by=least_known(self.inside_by, other.inside_by),
            inside_after=most_known(self.inside_after, other.inside_after),
            seen_at=most_known(self.seen_at, other.seen_at),
            alive_at=most_known(self.alive_at, other.alive_at),
            left=least_known(self.left, other.left),
            missing_at=self.missing_at | other.missing_at,
        )


@dataclass(frozen=True)
class End:
    """Something that ended every connection of a room or an incarnation that was open.

    Attributes:
        at: by then all of them were out.
        since: whoever the ledger had inside then was still inside, by LiveKit's listing.
        is_final: no later sign of life undoes it.
        precision: ± seconds of `at` itself.
    """

    at: datetime
    known_by: KnownBy
    since: datetime | None = None
    is_final: bool = False
    precision: float = 0


@dataclass(frozen=True)
class Times:
    """What the ledger says of one connection; precisions are ± seconds."""

    joined_at: datetime
    joined_known_by: KnownBy
    joined_precision: float
    left_at: datetime | None = None
    left_known_by: KnownBy | None = None
    left_precision: float = 0
    leave_reason: str = ""


def decide_times(evidence: Evidence, ends: Iterable[End], *, recorded_at: datetime) -> Times:
    """The best statement of both ends.

    Args:
        ends: what ended the room, or its incarnation.
        recorded_at: since when the ledger has the connection: only listings after that are about it.

    Raises:
        ValueError: nothing says that the connection ever began.
    """
    joined = _joined(evidence)
    if evidence.left is not None:
        left_at, precision = _told(evidence, evidence.left, joined)
        left_at = max(left_at, joined.joined_at)
        return _with_end(joined, left_at, KnownBy.WEBHOOK, precision, evidence.left.reason)
    missing = (End(at, KnownBy.RECONCILE) for at in evidence.missing_at)
    found = [
        (end, proof)
        for end in chain(missing, ends)
        for proof in [_last_proof(evidence, joined, end, recorded_at=recorded_at)]
        if end.is_final or end.at > proof
    ]
    if not found:
        return joined
    end, proof = min(
        found, key=lambda pair: (pair[0].at, _STRENGTH.index(pair[0].known_by), -pair[1].timestamp())
    )
    left_at, known_by, precision = _found(evidence, joined, end, proof)
    too_early = max(joined.joined_at - left_at, timedelta(0))
    return _with_end(joined, left_at + too_early, known_by, precision + too_early.total_seconds())


def begin_of(evidence: Evidence) -> datetime:
    """When it began, by the best that is known.

    Raises:
        ValueError: nothing says that the connection ever began.
    """
    return _joined(evidence).joined_at


def _joined(evidence: Evidence) -> Times:
    exact, by = evidence.joined, evidence.inside_by
    if exact is not None and (by is None or exact.at <= by):
        return Times(exact.at, exact.known_by, exact.precision)
    if by is None:
        raise ValueError("nothing says that this connection began")
    after = min(evidence.inside_after or by, by)
    return Times(by, KnownBy.WEBHOOK, (by - after).total_seconds())


def _earliest_of(joined: Times) -> datetime:
    """They may have gone from then on: of who is known by a track, `joined_at` may lie after they had left."""
    return joined.joined_at - timedelta(seconds=joined.joined_precision)


def _earliest_gone(evidence: Evidence, joined: Times, *, listed_at: datetime) -> datetime:
    """LiveKit had them then, and keeps somebody whose line broke for 20 s and some: they may have been gone for that
    long, but not since before they came or did something themselves."""
    sure = max(part for part in (_earliest_of(joined), evidence.alive_at) if part is not None)
    return max(sure, listed_at - LONGEST_SILENCE)


def _told(evidence: Evidence, left: Left, joined: Times) -> tuple[datetime, float]:
    """LiveKit's own word: the middle of what it leaves open."""
    middle = left.earliest + (left.latest - left.earliest) / 2
    half = (left.latest - middle).total_seconds()
    if left.reason == REPLACED:
        earliest = _earliest_gone(evidence, joined, listed_at=left.earliest)
        return middle, max(half, (middle - earliest).total_seconds()) + left.slack
    if left.reason != TIMED_OUT:
        return middle, half + left.slack
    gone_at = middle - TIMED_OUT_AFTER
    alive_at = evidence.alive_at
    if alive_at is not None and alive_at > gone_at:
        # They did something after that, so the line broke later and all that is sure is: before LiveKit said so.
        gone_at = min(alive_at, middle)
        return gone_at, max(TIMED_OUT_PRECISION, (left.latest - gone_at).total_seconds()) + left.slack
    return gone_at, TIMED_OUT_PRECISION + left.slack


def _last_proof(evidence: Evidence, joined: Times, end: End, *, recorded_at: datetime) -> datetime:
    """Until when the connection is known to have lasted."""
    proofs = [_earliest_of(joined), evidence.seen_at, evidence.alive_at]
    if end.since is not None and recorded_at <= end.since:
        proofs.append(end.since)
    return max(proof for proof in proofs if proof is not None)


def _found(evidence: Evidence, joined: Times, end: End, proof: datetime) -> tuple[datetime, KnownBy, float]:
    """Nobody told the leave: it lies between the last proof and the end."""
    earliest = _earliest_gone(evidence, joined, listed_at=proof)
    if proof > end.at:
        # Heard of after what ended everybody for good: out then all the same, and that much is unsure.
        off = max(proof - end.at, end.at - earliest)
        return end.at, end.known_by, off.total_seconds() + end.precision
    if end.known_by == KnownBy.ROOM_END:
        return end.at, KnownBy.ROOM_END, (end.at - earliest).total_seconds() + end.precision
    middle = proof + (end.at - proof) / 2
    precision = max(end.at - middle, middle - earliest).total_seconds() + end.precision
    is_long = end.at - proof > LONGEST_LOOK
    return middle, KnownBy.ESTIMATE if is_long else end.known_by, precision


def _with_end(
    joined: Times, left_at: datetime, known_by: KnownBy, precision: float, reason: str = ""
) -> Times:
    return Times(
        joined.joined_at,
        joined.joined_known_by,
        joined.joined_precision,
        left_at,
        known_by,
        round(precision, 3),
        reason,
    )


# --- As JSON
def to_json(evidence: Evidence) -> dict[str, Any]:
    """For the column; what is not known is left out."""
    found: dict[str, Any] = {
        name: moment.isoformat()
        for name in ("inside_by", "inside_after", "seen_at", "alive_at")
        if (moment := getattr(evidence, name)) is not None
    }
    if evidence.joined is not None:
        joined = evidence.joined
        found["joined"] = [joined.at.isoformat(), joined.known_by.value, joined.precision]
    if evidence.left is not None:
        left = evidence.left
        found["left"] = [left.earliest.isoformat(), left.latest.isoformat(), left.reason, left.slack]
    if evidence.missing_at:
        found["missing_at"] = [moment.isoformat() for moment in sorted(evidence.missing_at)]
    return found


def from_json(found: Mapping[str, Any]) -> Evidence:
    """The other way round."""

    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(found[name]) if name in found else None

    joined, left = found.get("joined"), found.get("left")
    return Evidence(
        joined=joined and Joined.known(datetime.fromisoformat(joined[0]), KnownBy(joined[1]), joined[2]),
        inside_by=moment("inside_by"),
        inside_after=moment("inside_after"),
        seen_at=moment("seen_at"),
        alive_at=moment("alive_at"),
        left=left
        and Left(datetime.fromisoformat(left[0]), datetime.fromisoformat(left[1]), left[2], left[3]),
        missing_at=frozenset(datetime.fromisoformat(at) for at in found.get("missing_at", ())),
    )
