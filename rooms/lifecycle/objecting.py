"""People object to what a statement says. It changes nothing but what everyone can read beside it."""

from datetime import datetime
from typing import Any

from rooms.exceptions import (
    NOT_OVER_YET,
    NOTHING_WRITTEN,
    OBJECTION_TOO_LONG,
    Refused,
    RoomsError,
)
from rooms.host import Person
from rooms.models import Objection, Role, Room
from rooms.plaintext import tidy_line


def record_objection(
    room: Room, person: Person, *, user: Any, role: Role, text: str, at: datetime
) -> Objection:
    """Append what somebody of the session says. The caller holds the lock, and knows who they are.

    Raises:
        Refused: `not_allowed`: the session is not over.
        RoomsError: `invalid`: nothing was written, or too much.
    """
    if not room.has_ended:
        raise Refused("not_allowed", str(NOT_OVER_YET))
    text = tidy_line(text)
    if not text:
        raise RoomsError("invalid", str(NOTHING_WRITTEN))
    if len(text) > Objection.LONGEST_TEXT:
        raise RoomsError("invalid", str(OBJECTION_TOO_LONG))
    said = Objection.objects.create(
        room=room,
        user=user,
        user_ref=person.ref,
        name=person.name[:300],
        role=role,
        text=text,
        made_at=at,
    )
    room.revision += 1
    room.save(update_fields=["revision"])
    return said
