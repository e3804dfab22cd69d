"""What a practitioner does to people in the room; the record of it is what keeps somebody out."""

from collections.abc import Iterable
from datetime import datetime

from rooms import attendance, effects, livekit
from rooms.exceptions import PRACTITIONERS_STAY, LiveKitNotFound, Refused
from rooms.lifecycle.putting_out import put_out
from rooms.models import Effect, Role, Room, RoomParticipant


def remove(room: Room, participant: RoomParticipant, *, at: datetime) -> list[str]:
    """Put a person out, and keep them out until they are readmitted. The caller holds the lock.

    Returns:
        Keys of the effects that do it, so that the request may try them at once.

    Raises:
        Refused: practitioners cannot be removed.
    """
    if participant.role == Role.HOST:
        raise Refused("not_allowed", str(PRACTITIONERS_STAY))
    attendance.remove(participant, at=at)
    # Not the connection but the click is the occasion: a removal that was taken back before it ran is done with,
    # and the next one, of the same connection, must be another.
    key = put_out(room, participant.identity, occasion=f"removed:{at:%Y%m%d%H%M%S%f}", at=at)
    room.revision += 1
    room.save(update_fields=["revision"])
    return [key]


def readmit(room: Room, participant: RoomParticipant) -> None:
    """Let a removed person back in. The caller holds the lock."""
    attendance.readmit(participant)
    room.revision += 1
    room.save(update_fields=["revision"])


def put_out_barred(room: Room, client_refs: Iterable[str], *, at: datetime) -> None:
    """Put out the clients whose booking on this session is gone. The caller holds the lock."""
    barred = attendance.bar_all_but(room, set(client_refs), at=at)
    for participant in barred:
        if attendance.is_inside(participant):
            put_out(room, participant.identity, occasion=f"barred:{at:%Y%m%d%H%M%S%f}", at=at)
    if barred:
        room.revision += 1
        room.save(update_fields=["revision"])


@effects.handler("remove_participant")
def _remove(effect: Effect) -> None:
    participant = RoomParticipant.objects.filter(pk=effect.payload["participant_id"]).first()
    if participant is None or effect.room is None or not participant.may_not_be_inside:
        return  # let back in before it ran
    try:
        livekit.remove_participant(effect.room.name, participant.identity)
    except LiveKitNotFound:
        return
