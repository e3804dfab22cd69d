"""The pure fold of the ledger: visits in, minutes and outcome out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from rooms.statement.intervals import since, total
from rooms.statement.outcome import outcome_of
from rooms.statement.people import confidence_in, people_of, visits_of
from rooms.statement.shapes import Expected, Presence, RoomFacts, Rules, Statement, Who
from rooms.statement.spans import plus_minus, together


def fold(
    room: RoomFacts,
    presences: Sequence[Presence],
    *,
    rules: Rules,
    at: datetime,
    who: Mapping[str, Who] | None = None,
    expected: Sequence[Expected] = (),
) -> Statement:
    """The statement as the ledger stands, of version 0.

    Args:
        room: the room's own times and why it ended.
        presences: every connection, in any order.
        rules: the numbers that decide.
        at: counts as the end of connections that are still open.
        who: names and roles, by the id of the participant row.
        expected: whoever of them was not inside is absent.
    """
    both = together(presences, at)
    met = did_meet(room, presences, rules=rules, at=at)
    outcome = outcome_of(room, {p.side for p in presences}, took_place=met, rules=rules)
    people = tuple(people_of(room, presences, who or {}, at=at))
    return Statement(
        room=room,
        outcome=outcome,
        ledger_outcome=outcome,
        together_seconds=total(both).total_seconds(),
        took_place=met,
        version=0,
        people=people,
        confidence=confidence_in(
            visits_of(presences), plus_minus_seconds=plus_minus(partial(together, presences, at))
        ),
        absent=absent_of(room, expected, came={person.user_ref for person in people}),
    )


def did_meet(room: RoomFacts, presences: Sequence[Presence], *, rules: Rules, at: datetime) -> bool:
    """Whether they were together long enough after the start. A rule of zero seconds still asks that they met."""
    in_session = since(together(presences, at), room.scheduled_start)
    return bool(in_session) and total(in_session) >= rules.min_together


def absent_of(room: RoomFacts, expected: Sequence[Expected], *, came: set[str]) -> tuple[Expected, ...]:
    """Nobody is expected in a room that was cancelled or moved."""
    if room.end_reason in {"cancelled", "moved"}:
        return ()
    return tuple(person for person in expected if person.user_ref not in came)
