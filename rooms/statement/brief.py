"""What a list says of many statements: minutes and outcome, without the people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from rooms.models import Room, StatementVersion, Visit
from rooms.statement.ledger import fold_visits


@dataclass(frozen=True)
class Brief:
    """Attributes:
    outcome: the one that holds; empty until the room has ended.
    plus_minus_seconds, is_exact: of `together_seconds`.
    version: 0 until the statement is final.
    """

    outcome: str
    together_seconds: float
    plus_minus_seconds: float
    is_exact: bool
    version: int


def briefs_of(rooms: Iterable[Room], *, at: datetime) -> Mapping[UUID, Brief]:
    """By room. Two queries, however many rooms and people; of a statement that was given out only its figures are
    read, not its thousand lines."""
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
        )
    return found


def _given_out(rooms: Mapping[UUID, Room]) -> Iterable[tuple[UUID, Brief]]:
    newest = StatementVersion.objects.filter(room=OuterRef("room")).order_by("-number").values("number")[:1]
    rows = StatementVersion.objects.filter(room__in=rooms, number=Subquery(newest)).values_list(
        "room", "number", "statement__together_seconds", "statement__confidence"
    )
    for key, number, together, confidence in rows:
        sure = confidence or {}  # an earlier release did not know it
        plus_minus, is_exact = sure.get("plus_minus_seconds", 0.0), sure.get("exact", True)
        yield key, Brief(rooms[key].outcome, together, plus_minus, is_exact, version=number)
