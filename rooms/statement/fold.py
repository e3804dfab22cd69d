"""The pure fold of the ledger: visits in, minutes and outcome out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rooms.statement.intervals import Interval, intersection, since, total, union
from rooms.statement.shapes import PersonTimes, Presence, RoomFacts, Rules, Side, Statement


def fold(
    room: RoomFacts, presences: Sequence[Presence], *, rules: Rules, at: datetime, version: int = 0
) -> Statement:
    """The statement as the ledger stands.

    Args:
        room: the room's own times and why it ended.
        presences: every connection, in any order.
        rules: the numbers that decide.
        at: counts as the end of connections that are still open.
        version: passed through.
    """
    together = _together(presences, at)
    in_session = since(together, room.scheduled_start)
    # A rule of zero seconds still asks that they met.
    took_place = bool(in_session) and total(in_session) >= rules.min_together
    return Statement(
        room=room,
        outcome=_outcome(room, presences, took_place=took_place, rules=rules),
        together_seconds=total(together).total_seconds(),
        took_place=took_place,
        version=version,
        people=tuple(_people(presences, at)),
    )


def _spans(presences: Iterable[Presence], at: datetime) -> list[Interval]:
    return union((p.joined_at, p.left_at or max(at, p.joined_at)) for p in presences)


def _together(presences: Sequence[Presence], at: datetime) -> list[Interval]:
    def of(side: Side) -> list[Interval]:
        return _spans((p for p in presences if p.side == side), at)

    return intersection(of("practitioner"), of("client"))


def _outcome(room: RoomFacts, presences: Sequence[Presence], *, took_place: bool, rules: Rules) -> str:
    """docs/rules.md, "Outcome": the first that matches; guests never count."""
    if room.ended_at is None or room.end_reason == "moved":
        return ""
    if room.end_reason == "cancelled" and not took_place:
        return "cancelled"
    practitioner_came = any(p.side == "practitioner" for p in presences)
    client_came = any(p.side == "client" for p in presences)
    if practitioner_came and client_came:  # so were all who were together
        return "completed"
    if practitioner_came:
        return "completed" if _ended_within_grace(room, rules) else "no_show_client"
    return "no_show_practitioner" if client_came else "no_show_both"


def _ended_within_grace(room: RoomFacts, rules: Rules) -> bool:
    """A practitioner who ends early leaves the client no time to come: nobody missed anything.

    Without a scheduled start (the host took it away) no client could be late.
    """
    if room.end_reason != "host" or room.ended_at is None:
        return False
    return room.scheduled_start is None or room.ended_at < room.scheduled_start + rules.grace


def _people(presences: Sequence[Presence], at: datetime) -> Iterable[PersonTimes]:
    connections: dict[str, list[Presence]] = {}
    for presence in sorted(presences, key=lambda p: (p.joined_at, p.person)):
        connections.setdefault(presence.person, []).append(presence)
    for person, theirs in connections.items():
        ends = [p.left_at for p in theirs if p.left_at is not None]
        yield PersonTimes(
            person=person,
            side=theirs[0].side,
            total_seconds=total(_spans(theirs, at)).total_seconds(),
            first_joined_at=theirs[0].joined_at,
            last_left_at=max(ends) if len(ends) == len(theirs) else None,
            connections=len(theirs),
        )
