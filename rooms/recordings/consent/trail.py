"""Who agreed to which text when, in one room, to be given out: proof, for whoever has to show it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from uuid import UUID

from rooms.models import RecordingConsent, Room
from rooms.plaintext import cell


@dataclass(frozen=True)
class Line:
    """One answer, or one telling, with the words it was to. `recording` is None for whoever was only told."""

    given_at: datetime
    participant: UUID
    name: str
    role: str
    agreed: bool
    way: str
    recording: UUID | None
    text_id: UUID
    language: str
    text: str


def trail_of(room: Room) -> Iterator[Line]:
    """All of a room, oldest first; it stays when its recordings are deleted."""
    rows = RecordingConsent.objects.filter(room=room).select_related("participant", "text")
    for row in rows.order_by("given_at", "pk").iterator(500):
        yield Line(
            given_at=row.given_at,
            participant=row.participant_id,
            name=row.participant.name,
            role=row.participant.role,
            agreed=row.agreed,
            way=row.way,
            recording=row.recording_ref,
            text_id=row.text_id,
            language=row.text.language,
            text=row.text.body,
        )


def as_csv(lines: Iterable[Line]) -> str:
    """A table with one line for each answer, for a spreadsheet; times in UTC."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([field.name for field in fields(Line)])
    writer.writerows([cell(_plain(value)) for value in asdict(line).values()] for line in lines)
    return file.getvalue()


def as_json(room: Room, lines: Iterable[Line]) -> str:
    """One object, with the room that it is of."""
    told = {"room": room.name, "answers": [asdict(line) for line in lines]}
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return "" if value is None else str(value)
