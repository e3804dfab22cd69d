"""A statement as JSON and back, for the outbox and for the versions that were given out."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar

from rooms.statement.shapes import (
    Confidence,
    Expected,
    ObjectionMade,
    Override,
    PersonTimes,
    RoomFacts,
    Statement,
    VisitTimes,
)

_Shape = TypeVar("_Shape")

#: What stands in which field: one of it, or a tuple of them.
_ONE: Mapping[str, type] = {"room": RoomFacts, "confidence": Confidence}
_MANY: Mapping[str, type] = {
    "people": PersonTimes,
    "visits": VisitTimes,
    "absent": Expected,
    "overrides": Override,
    "objections": ObjectionMade,
}


def to_json(statement: Statement) -> dict[str, Any]:
    """JSON values only; datetimes as ISO strings under names that end in `_at`, `_start` or `_end`."""
    stored: dict[str, Any] = _store(statement)
    return stored


def from_json(stored: Mapping[str, Any]) -> Statement:
    """The statement that `to_json` stored, also where an earlier release did: what it did not know is left out."""
    return _revive(Statement, stored)


def _store(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _store(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_store(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _revive(shape: type[_Shape], stored: Mapping[str, Any]) -> _Shape:
    known = {field.name for field in fields(shape)}  # type: ignore[arg-type]
    return shape(**{key: _value(key, value) for key, value in stored.items() if key in known})


def _value(key: str, value: Any) -> Any:
    if key in _ONE:
        return _revive(_ONE[key], value)
    if key in _MANY:
        return tuple(_revive(_MANY[key], one) for one in value)
    if value and key.endswith(("_at", "_start", "_end")):
        return datetime.fromisoformat(value)
    return value
