"""Truth and ledger side by side → every error, and which targets were missed. Pure.

What an end of a visit may be off by depends on what could be known of it: whether LiveKit told, whether we
were told, and whether a server was down meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drill.ledger import LedgerVisit
from drill.planner import TIMEOUT_SECONDS
from drill.truth import SILENT, EndedBy, Span, TrueVisit, Truth

TOLD_SECONDS = 1.0
TIMED_OUT_SECONDS = 3.0
#: On top of the interval between two looks at LiveKit.
SWALLOWED_SECONDS = 2.0
SERVER_DIED_SECONDS = 20.0

#: LiveKit hears of a leave, and dates its event, a moment after the client's word; nobody tells when.
HEARD_SECONDS = 0.25


class Class(StrEnum):
    """What could be known of an end of a visit."""

    JOIN_TOLD = "join, told"
    JOIN_SWALLOWED = "join, of which every event was lost"
    LEAVE_TOLD = "leave, told"
    TIMED_OUT = "timed out client, told (its 20 s taken off)"
    BACK_TOO_SOON = "crashed, and back before LiveKit noticed"
    LEAVE_SWALLOWED = "leave that was lost"
    SILENT_SWALLOWED = "crash or freeze whose leave was lost"
    LIVEKIT_DIED = "LiveKit died under it"


@dataclass(frozen=True)
class Told:
    """What LiveKit said about one connection, and whether it ever came to Django.

    Attributes:
        reason: of the leave.
    """

    sid: str
    identity: str
    event: str
    reason: str
    arrived: bool


@dataclass(frozen=True)
class Outage:
    server: str
    span: Span


@dataclass(frozen=True)
class CheckedEnd:
    """One end of one visit.

    Attributes:
        error: seconds between the ledger's moment and the truth.
        limit: what it may be at most.
        stated: ± seconds by the ledger; None: it states nothing.
        is_inside: the truth lies within what is stated.
    width: seconds of the span that the truth is known to lie in.
    """

    sid: str
    person: str
    kind: Class
    known_by: str
    error: float
    limit: float
    stated: float | None
    is_inside: bool
    width: float

    @property
    def is_right(self) -> bool:
        return self.error <= self.limit and self.is_inside


@dataclass(frozen=True)
class Comparison:
    """Attributes:
    missing: visits that the ledger does not have.
    without_trace: missing, too, but nobody could know: shorter than an interval, and every event of it lost.
    late: missing, too, but the room was being ended when they came in.
    extra: SIDs in the ledger that no client had and LiveKit never named.
    untold: SIDs that LiveKit named and whose client never heard of it (it was refused, or dead by then).
    still_open: SIDs without an end.
    without_end: of which the participants' own log has no end: then the drill itself is broken.
    """

    ends: tuple[CheckedEnd, ...]
    visits: int
    missing: tuple[TrueVisit, ...]
    without_trace: tuple[TrueVisit, ...]
    late: tuple[TrueVisit, ...]
    extra: tuple[str, ...]
    untold: tuple[str, ...]
    still_open: tuple[str, ...]
    without_end: tuple[TrueVisit, ...] = ()

    @property
    def misses(self) -> list[str]:
        """Every target that was missed, in words; empty: passed."""
        found = [f"{visit.sid} of {visit.person} is missing" for visit in self.missing]
        found += [f"{sid} is in the ledger, and nobody was there" for sid in self.extra]
        found += [f"{sid} is still open" for sid in self.still_open]
        found += [f"the log of {visit.person} has no end of {visit.sid}" for visit in self.without_end]
        for end in self.ends:
            what = f"{end.sid} of {end.person} ({end.kind}, known by {end.known_by})"
            if end.error > end.limit:
                found.append(f"{what} is off by {end.error:.2f} s of {end.limit:g} s")
            if not end.is_inside:
                stated = "nothing" if end.stated is None else f"± {end.stated:.2f} s"
                found.append(f"{what} is off by {end.error:.2f} s, stated is {stated}")
        return found


def compare(
    truth: Truth,
    ledger: Sequence[LedgerVisit],
    told: Iterable[Told],
    outages: Sequence[Outage],
    *,
    interval: float,
    heard_seconds: float = HEARD_SECONDS,
) -> Comparison:
    """Match visits by LiveKit's participant SID, and check both ends of each.

    Args:
        told: what LiveKit sent, before anything happened to it.
        interval: seconds between two looks of the worker at LiveKit.
        heard_seconds: how long LiveKit may take to hear of a leave; more where it has to share the machine.
    """
    rules = _Rules(list(told), outages, interval, heard_seconds)
    rows = {row.sid: row for row in ledger}
    known = {visit.sid for visit in truth.visits}
    unknown = [row for row in ledger if row.sid not in known]
    gone = [visit for visit in truth.visits if visit.sid not in rows]
    late = [visit for visit in gone if visit.is_late]
    without_trace = [visit for visit in gone if rules.leaves_no_trace(visit) and visit not in late]
    return Comparison(
        ends=tuple(
            end for visit in truth.visits if visit.sid in rows for end in rules.check(visit, rows[visit.sid])
        ),
        visits=len(truth.visits),
        missing=tuple(visit for visit in gone if visit not in without_trace and visit not in late),
        without_trace=tuple(without_trace),
        late=tuple(late),
        extra=tuple(row.sid for row in unknown if not rules.knows(row, truth)),
        untold=tuple(row.sid for row in unknown if rules.knows(row, truth)),
        without_end=tuple(visit for visit in truth.visits if visit.left is None),
        still_open=tuple(row.sid for row in ledger if row.left_at is None),
    )


class _Rules:
    """What could be known, and what follows from it."""

    def __init__(
        self, told: list[Told], outages: Sequence[Outage], interval: float, heard_seconds: float
    ) -> None:
        self._told, self._outages, self._interval = told, outages, interval
        self._heard_seconds = heard_seconds
        self._arrived = {(one.sid, one.event) for one in told if one.arrived}
        self._reasons = {one.sid: one.reason for one in told if one.event == "participant_left"}
        self._swallowed = interval + SWALLOWED_SECONDS

    def knows(self, row: LedgerVisit, truth: Truth) -> bool:
        """Whether somebody else than the ledger has seen this connection: LiveKit, or a client half way in."""
        person = truth.identity_of().get(row.identity)
        return any(one.sid == row.sid for one in self._told) or any(
            untold.person == person and untold.when.meets(row.joined_at, TOLD_SECONDS)
            for untold in truth.untold
        )

    def leaves_no_trace(self, visit: TrueVisit) -> bool:
        said = {one.event for one in self._told if one.sid == visit.sid}
        if "participant_connection_aborted" in said and "participant_joined" not in said:
            return True  # gone in the moment of its coming: LiveKit says that it never was in
        if visit.left is None or any(sid == visit.sid for sid, _event in self._arrived):
            return False
        whole = Span(visit.joined.begin, visit.left.end)
        unseen = self._interval + sum(
            outage.span.end - outage.span.begin for outage in self._outages if _overlap(outage.span, whole)
        )
        return whole.end - whole.begin < unseen

    def check(self, visit: TrueVisit, row: LedgerVisit) -> Iterable[CheckedEnd]:
        kind, limit = self._join(visit)
        yield _checked(
            visit, kind, limit, visit.joined, row.joined_at, row.joined_known_by, row.joined_precision
        )
        if visit.left is not None and row.left_at is not None:
            kind, limit = self._leave(visit, visit.left)
            heard = Span(visit.left.begin, visit.left.end + self._heard_seconds)
            yield _checked(visit, kind, limit, heard, row.left_at, row.left_known_by, row.left_precision)

    def _join(self, visit: TrueVisit) -> tuple[Class, float]:
        # Both name the moment of the join.
        if {(visit.sid, "participant_joined"), (visit.sid, "participant_left")} & self._arrived:
            return Class.JOIN_TOLD, TOLD_SECONDS
        return Class.JOIN_SWALLOWED, self._with_outage(visit.joined, self._swallowed)

    def _leave(self, visit: TrueVisit, left: Span) -> tuple[Class, float]:
        is_silent = visit.ended_by in SILENT
        if (visit.sid, "participant_left") in self._arrived:
            if self._reasons[visit.sid] == "CONNECTION_TIMEOUT":
                return Class.TIMED_OUT, TIMED_OUT_SECONDS
            if is_silent:
                # Another connection took its place, and LiveKit believed until then that it lived.
                return Class.BACK_TOO_SOON, TIMEOUT_SECONDS + TOLD_SECONDS
            return Class.LEAVE_TOLD, TOLD_SECONDS
        if visit.ended_by == EndedBy.LIVEKIT_DIED:
            return Class.LIVEKIT_DIED, self._swallowed + SERVER_DIED_SECONDS
        if is_silent:
            return Class.SILENT_SWALLOWED, self._with_outage(left, self._swallowed + TIMEOUT_SECONDS)
        return Class.LEAVE_SWALLOWED, self._with_outage(left, self._swallowed)

    def _with_outage(self, truth: Span, limit: float) -> float:
        """More, where a server was down while the event was to come, or the worker to look."""
        waiting = Span(truth.begin, truth.end + limit)
        is_hit = any(_overlap(outage.span, waiting) for outage in self._outages)
        return limit + SERVER_DIED_SECONDS if is_hit else limit


def _overlap(one: Span, other: Span) -> bool:
    return one.begin <= other.end and other.begin <= one.end


def _checked(
    visit: TrueVisit,
    kind: Class,
    limit: float,
    truth: Span,
    moment: float,
    known_by: str,
    stated: float | None,
) -> CheckedEnd:
    return CheckedEnd(
        sid=visit.sid,
        person=visit.person,
        kind=kind,
        known_by=known_by,
        error=truth.distance(moment),
        limit=limit,
        stated=stated,
        is_inside=stated is not None and truth.meets(moment, stated),
        width=truth.end - truth.begin,
    )
