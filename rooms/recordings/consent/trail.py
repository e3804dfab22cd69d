"""Who agreed to which text when, in one room, to be given out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms.models import RecordingConsent, Room


@dataclass(frozen=True)
class Line:
    """One answer, or one telling, with the words it was to. `recording` is None for whoever was only told."""

    given_at: datetime
    participant_id: UUID
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
            participant_id=row.participant_id,
            name=row.participant.name,
            role=row.participant.role,
            agreed=row.agreed,
            way=row.way,
            recording=row.recording_ref,
            text_id=row.text_id,
            language=row.text.language,
            text=row.text.body,
        )
