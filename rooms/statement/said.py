"""What staff decided and what people said about statements, for many rooms at a time; one query each."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from rooms.exceptions import WAS_REMOVED
from rooms.models import Objection, OutcomeOverride, Room, SubjectKind
from rooms.statement.shapes import ObjectionMade, Override, RoomFacts


def overrides_of(rooms: Iterable[Room]) -> Mapping[UUID, tuple[Override, ...]]:
    """By room, the last one last."""
    found: dict[UUID, tuple[Override, ...]] = {}
    for row in OutcomeOverride.objects.filter(room__in=rooms).order_by("made_at", "pk"):
        found[row.room_id] = (*found.get(row.room_id, ()), as_made(row))
    return found


def objections_to(rooms: Iterable[Room]) -> Mapping[UUID, tuple[ObjectionMade, ...]]:
    """By room, in the order in which they were made."""
    found: dict[UUID, tuple[ObjectionMade, ...]] = {}
    for row in Objection.objects.filter(room__in=rooms).order_by("made_at", "pk"):
        found[row.room_id] = (*found.get(row.room_id, ()), as_said(row))
    return found


def decided_for_clients(decided: Iterable[Override], room: RoomFacts) -> tuple[Override, ...]:
    """What a client is told of them: from what to what and when, but not by whom. Why, where the room is an appointment
    of theirs alone; in a session with others it may be about one of those."""
    is_theirs_alone = room.kind == SubjectKind.BOOKING
    return tuple(replace(one, by="", reason=one.reason if is_theirs_alone else "") for one in decided)


def as_made(row: OutcomeOverride) -> Override:
    return Override(row.outcome, row.previous, row.reason, row.made_by_name, row.made_at)


def as_said(row: Objection) -> ObjectionMade:
    text = str(WAS_REMOVED) if row.forgotten_at else row.text
    return ObjectionMade(row.name, row.role, row.user_ref, text, row.made_at)
