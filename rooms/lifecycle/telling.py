"""Announces who came and who left: once for each connection, however the ledger heard of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rooms.announce import announce_each
from rooms.attendance import Change
from rooms.models import Room, Visit


def tell(room: Room, changes: Iterable[Change], *, at: datetime) -> None:
    """Two queries at most, however many there are (of some hundred each)."""
    joined, left = dict[str, Any](), dict[str, Any]()
    for change in changes:
        visit = change.visit
        if change.is_new:
            joined[visit.livekit_sid] = _who(visit, visit.joined_at)
        if change.has_closed:
            left[visit.livekit_sid] = {"reason": visit.leave_reason, **_who(visit, visit.left_at or at)}
    for name, told in (("participant_joined", joined), ("participant_left", left)):
        if told:
            announce_each(name, room, told, at=at)


def _who(visit: Visit, moment: datetime) -> dict[str, object]:
    person = visit.participant
    return {
        "participant_id": str(person.id),
        "connection": visit.livekit_sid,
        "user_ref": person.user_ref,
        "name": person.name,
        "role": person.role,
        "happened_at": moment,
    }
