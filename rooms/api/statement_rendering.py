"""Fills the shapes of `rooms.api.statement_shapes`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rooms import quality
from rooms.models import Room
from rooms.statement import (
    Confidence,
    Expected,
    ObjectionMade,
    Override,
    PersonTimes,
    RoomFacts,
    Statement,
    VisitTimes,
)

_NO_TIMES: Mapping[str, Any] = {
    "total_seconds": 0.0,
    "first_joined_at": None,
    "last_left_at": None,
    "late_by_seconds": None,
    "left_early_by_seconds": None,
    "share": None,
    "medium": None,
    "visits": [],
}


def render_statement(statement: Statement, *, identities: Mapping[str, str], user_ref: str) -> dict[str, Any]:
    """The whole of it.

    Args:
        user_ref: of whoever reads, who may have been there.
        identities: LiveKit's, by the id of the participant row; a statement itself holds no e-mail address.
    """
    return {
        **_head(statement.room, version=statement.version, final_at=statement.final_at),
        "outcome": statement.outcome or None,
        "ledger_outcome": statement.ledger_outcome or None,
        "took_place": statement.took_place,
        "together_seconds": statement.together_seconds,
        "confidence": _confidence(statement.confidence),
        "participants": [
            {
                "id": person.person,
                "identity": identities.get(person.person, ""),
                "name": person.name,
                "role": person.role,
                "side": person.side,
                **_times(person),
            }
            for person in statement.people
        ],
        "absent": [_absent(person) for person in statement.absent],
        "overrides": [render_override(override) for override in statement.overrides],
        "objections": [render_objection(objection) for objection in statement.objections],
        "quality_reasons": quality.reasons_for(statement, user_ref=user_ref),
    }


def render_mine(
    room: Room,
    facts: RoomFacts,
    *,
    version: int,
    times: PersonTimes | None,
    overrides: tuple[Override, ...],
    objections: tuple[ObjectionMade, ...],
) -> dict[str, Any]:
    """One person's part.

    Args:
        times: None for somebody who was never inside.
        overrides: what a client is told of them.
        objections: their own.
    """
    nothing = {**_NO_TIMES, "share": None if facts.planned is None else 0.0, "confidence": _confidence()}
    return {
        **_head(facts, version=version, final_at=room.final_at),
        "outcome": room.outcome or None,
        **(_times(times) if times is not None else nothing),
        "overrides": [
            {
                "outcome": override.outcome,
                "previous": override.previous,
                "reason": override.reason or None,
                "at": override.made_at,
            }
            for override in overrides
        ],
        "objections": [render_objection(objection) for objection in objections],
    }


def render_override(override: Override) -> dict[str, Any]:
    return {
        "outcome": override.outcome,
        "previous": override.previous,
        "reason": override.reason,
        "by": override.by,
        "at": override.made_at,
    }


def render_objection(objection: ObjectionMade) -> dict[str, Any]:
    return {
        "name": objection.name,
        "role": objection.role,
        "text": objection.text,
        "at": objection.made_at,
    }


def _head(facts: RoomFacts, *, version: int, final_at: datetime | None) -> dict[str, Any]:
    return {
        "room": facts.room_id,
        "subject": {"kind": facts.kind, "ref": facts.ref},
        "title": facts.title,
        "version": version,
        "final_at": final_at,
        "end_reason": facts.end_reason or None,
        "scheduled_start": facts.scheduled_start,
        "scheduled_end": facts.scheduled_end,
        "started_at": facts.started_at,
        "ended_at": facts.ended_at,
    }


def _times(person: PersonTimes) -> dict[str, Any]:
    return {
        "total_seconds": person.total_seconds,
        "first_joined_at": person.first_joined_at,
        "last_left_at": person.last_left_at,
        "late_by_seconds": person.late_by_seconds,
        "left_early_by_seconds": person.left_early_by_seconds,
        "share": person.share,
        "medium": person.medium,
        "confidence": _confidence(person.confidence),
        "visits": [_visit(visit) for visit in person.visits],
    }


def _visit(visit: VisitTimes) -> dict[str, Any]:
    return {
        "joined_at": visit.joined_at,
        "left_at": visit.left_at,
        "medium": visit.medium,
        "joined_known_by": visit.joined_known_by,
        "left_known_by": visit.left_known_by or None,
        "joined_precision_seconds": visit.joined_precision,
        "left_precision_seconds": visit.left_precision,
        "precision_seconds": visit.precision_seconds,
        "leave_reason": visit.leave_reason,
        "quality": quality.shown(visit.quality),
    }


def _confidence(confidence: Confidence | None = None) -> dict[str, Any]:
    found = confidence or Confidence()
    return {
        "exact": found.exact,
        "plus_minus_seconds": found.plus_minus_seconds,
        "ends": found.ends,
        "estimated_ends": found.estimated_ends,
    }


def _absent(person: Expected) -> dict[str, Any]:
    return {"name": person.name, "role": person.role, "side": person.side}
