from datetime import datetime

from rooms import effects
from rooms.models import Room


def put_out(room: Room, identity: str, *, occasion: str, at: datetime) -> str:
    """Queue the removal of one person; the occasion makes the second time another effect than the first.

    The identity is looked up again when it runs: it holds an e-mail, which does not belong into an effect's key.

    Returns:
        The key of the effect.
    """
    participant = room.participants.get(identity=identity)
    return effects.queue(
        "remove_participant",
        f"{participant.id}:{occasion}",
        room=room,
        payload={"participant_id": str(participant.id)},
        due_at=at,
        expires_at=room.last_moment_at,
    )


def put_out_again(room: Room, identity: str, *, sid: str, at: datetime) -> None:
    """Still inside after their removal: at most one more effect a minute, as for rooms in `delete_again`.

    Args:
        sid: of the connection that LiveKit lists.
    """
    participant = room.participants.get(identity=identity)
    if not effects.hasten("remove_participant", f"{participant.id}:", room=room, at=at):
        put_out(room, identity, occasion=f"{sid}:{at:%Y%m%d%H%M}", at=at)
