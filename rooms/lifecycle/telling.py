"""Announces who came and who left: once for each connection, however the ledger heard of it."""

from datetime import datetime

from rooms.announce import announce
from rooms.models import Room, Visit


def tell_joined(room: Room, visit: Visit, *, at: datetime) -> None:
    announce("participant_joined", visit.livekit_sid, room, at=at, **_who(visit, visit.joined_at))


def tell_left(room: Room, visit: Visit, *, at: datetime) -> None:
    announce(
        "participant_left",
        visit.livekit_sid,
        room,
        at=at,
        reason=visit.leave_reason,
        **_who(visit, visit.left_at or at),
    )


def _who(visit: Visit, moment: datetime) -> dict[str, object]:
    person = visit.participant
    return {
        "participant_id": str(person.id),
        "user_ref": person.user_ref,
        "name": person.name,
        "role": person.role,
        "happened_at": moment,
    }
