"""Statements as a table for spreadsheets: a line for each person who came or was expected. Columns: docs/api.md."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from rooms.plaintext import cell
from rooms.statement.shapes import Confidence, Expected, PersonTimes, Statement

_ROOM = (
    "room",
    "kind",
    "ref",
    "title",
    "scheduled_start",
    "scheduled_end",
    "started_at",
    "ended_at",
    "end_reason",
    "outcome",
    "together_seconds",
    "together_plus_minus_seconds",
    "version",
    "final_at",
)
_PERSON = (
    "user_ref",
    "name",
    "role",
    "side",
    "attended",
    "visits",
    "first_joined_at",
    "last_left_at",
    "total_seconds",
    "plus_minus_seconds",
    "exact",
    "late_by_seconds",
    "left_early_by_seconds",
    "share",
    "medium",
)
COLUMNS = (*_ROOM, *_PERSON)

Value = str | float | bool | datetime | None


def render_table(statements: Iterable[Statement], *, header: bool = True) -> str:
    """The lines of these statements."""
    text = io.StringIO()
    # Texts in quotation marks: one with a `;` stays whole in a spreadsheet that splits there, too.
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    if header:
        writer.writerow(COLUMNS)
    for statement in statements:
        writer.writerows([_cell(value) for value in line] for line in lines_of(statement))
    return text.getvalue()


def lines_of(statement: Statement) -> Iterator[tuple[Value, ...]]:
    """Who came, who did not, and a line without a person for a room that nobody came to or was expected in."""
    room = _room(statement)
    nobody = not statement.people and not statement.absent
    for person in statement.people:
        yield *room, *_came(person)
    for missing in statement.absent:
        yield *room, *_was_not_inside(missing, is_over=statement.room.is_over)
    if nobody:
        yield *room, *([None] * len(_PERSON))


def _room(statement: Statement) -> tuple[Value, ...]:
    room = statement.room
    return (
        room.room_id,
        room.kind,
        room.ref,
        room.title,
        room.scheduled_start,
        room.scheduled_end,
        room.started_at,
        room.ended_at,
        room.end_reason,
        statement.outcome,
        statement.together_seconds,
        statement.confidence.plus_minus_seconds,
        statement.version,
        statement.final_at,
    )


def _came(person: PersonTimes) -> tuple[Value, ...]:
    return (
        person.user_ref,
        person.name,
        person.role,
        person.side,
        True,
        person.connections,
        person.first_joined_at,
        person.last_left_at,
        person.total_seconds,
        *_how_sure(person.confidence),
        person.late_by_seconds,
        person.left_early_by_seconds,
        person.share,
        person.medium,
    )


def _was_not_inside(person: Expected, *, is_over: bool) -> tuple[Value, ...]:
    """Who never came; whether they attended is left open while they still may."""
    never = (None, None, 0.0, *_how_sure(Confidence()), None, None, 0.0 if is_over else None, None)
    return (person.user_ref, person.name, person.role, person.side, False if is_over else None, 0, *never)


def _how_sure(confidence: Confidence) -> tuple[Value, Value]:
    return confidence.plus_minus_seconds, confidence.exact


def _cell(value: Value) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, str):
        return cell(value)
    return round(value, 6)
