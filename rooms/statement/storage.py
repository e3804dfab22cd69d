"""A statement as JSON and back, for the outbox and for the version that was given out."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from rooms.statement.shapes import PersonTimes, RoomFacts, Statement


def to_json(statement: Statement) -> dict[str, Any]:
    """JSON values only; datetimes as ISO strings under names that end in `_at`, `_start` or `_end`."""
    return {
        **_flat(statement),
        "room": _flat(statement.room),
        "people": [_flat(person) for person in statement.people],
    }


def from_json(stored: Mapping[str, Any]) -> Statement:
    """The statement that `to_json` stored."""
    return Statement(
        **{
            **stored,
            "room": RoomFacts(**_revive(stored["room"])),
            "people": tuple(PersonTimes(**_revive(person)) for person in stored["people"]),
        }
    )


def _flat(shape: Statement | RoomFacts | PersonTimes) -> dict[str, Any]:
    values = {field.name: getattr(shape, field.name) for field in fields(shape)}
    return {key: v.isoformat() if isinstance(v, datetime) else v for key, v in values.items()}


def _revive(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: datetime.fromisoformat(value) if key.endswith(("_at", "_start", "_end")) and value else value
        for key, value in values.items()
    }
