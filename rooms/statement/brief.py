"""What a list says of many statements: minutes and outcome, without the people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from rooms.models import Outcome, Room, StatementVersion, Visit
from rooms.statement.intervals import since, total, union
from rooms.statement.ledger import fold_visits
from rooms.statement.shapes import Statement
from rooms.statement.storage import from_json


@dataclass(frozen=True)
class Brief:
    """Attributes:
    outcome: the one that holds; empty until the room has ended.
    plus_minus_seconds, is_exact: of `together_seconds`.
    version: 0 until the statement is final.
    waited_seconds: for how long whoever reads was there in vain, from the planned start on; 0 where a client came.
    """

    outcome: str
    together_seconds: float
    plus_minus_seconds: float
    is_exact: bool
    version: int
    waited_seconds: float = 0.0


def briefs_of(rooms: Iterable[Room], *, at: datetime, reader_ref: str = "") -> Mapping[UUID, Brief]:
    """By room. Two queries, however many rooms and people, and a third where no client came; of a statement that was
    given out only its figures are read, not its thousand lines.

    Args:
        reader_ref: the host's reference of whoever reads.
    """
    by_id = {room.pk: room for room in rooms}
    found = dict(_given_out(by_id))
    others = {key: room for key, room in by_id.items() if key not in found}
    visits: dict[UUID, list[Visit]] = {key: [] for key in others}
    if others:
        for visit in Visit.objects.filter(room__in=others).select_related("participant"):
            visits[visit.room_id].append(visit)
    for key, room in others.items():
        statement = fold_visits(room, visits[key], at=at)
        found[key] = Brief(
            room.outcome,  # with what staff decided
            statement.together_seconds,
            statement.confidence.plus_minus_seconds,
            statement.confidence.exact,
            version=0,
            waited_seconds=_waited(statement, reader_ref),
        )
    missed = [
        key for key, brief in found.items() if brief.version and brief.outcome == Outcome.NO_SHOW_CLIENT
    ]
    if missed and reader_ref:
        for row in _newest_of(missed):
            waited = _waited(from_json(row.statement), reader_ref)
            found[row.room_id] = replace(found[row.room_id], waited_seconds=waited)
    return found


def _waited(statement: Statement, reader_ref: str) -> float:
    room = statement.room
    if room.ended_at is None or any(person.side == "client" for person in statement.people):
        return 0.0
    inside = union(
        (visit.joined_at, visit.left_at or room.ended_at)
        for person in statement.people
        if person.side == "practitioner" and person.user_ref == reader_ref
        for visit in person.visits
    )
    return total(since(inside, room.scheduled_start)).total_seconds()


def _newest_of(rooms: Iterable[UUID]) -> QuerySet[StatementVersion]:
    newest = StatementVersion.objects.filter(room=OuterRef("room")).order_by("-number").values("number")[:1]
    return StatementVersion.objects.filter(room__in=list(rooms), number=Subquery(newest))


def _given_out(rooms: Mapping[UUID, Room]) -> Iterable[tuple[UUID, Brief]]:
    rows = _newest_of(rooms).values_list(
        "room", "number", "statement__together_seconds", "statement__confidence"
    )
    for key, number, together, confidence in rows:
        sure = confidence or {}  # an earlier release did not know it
        plus_minus, is_exact = sure.get("plus_minus_seconds", 0.0), sure.get("exact", True)
        yield key, Brief(rooms[key].outcome, together, plus_minus, is_exact, version=number)
