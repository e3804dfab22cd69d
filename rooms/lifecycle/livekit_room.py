"""LiveKit's room behind one of ours: made when somebody may come in, deleted when ours ends."""

import logging
from datetime import datetime
from uuid import UUID

from rooms import effects, livekit, tokens
from rooms.exceptions import LiveKitNotFound
from rooms.models import Effect, Room

logger = logging.getLogger("rooms.lifecycle")


def ensure_livekit_room(room: Room) -> None:
    """Make it, or let LiveKit begin it again where its server died; one that lives stays as it is.

    Never in a transaction that decides: it asks LiveKit.

    Raises:
        LiveKitUnavailable: LiveKit does not answer.
    """
    livekit.create_room(
        room.name,
        empty_timeout=room.empty_timeout,
        departure_timeout=room.empty_timeout,
        max_participants=tokens.livekit_capacity(room.room_type, room.max_participants),
    )


def delete_livekit_room(room: Room, *, occasion: str, at: datetime) -> None:
    """Queue the deletion of LiveKit's room; the occasion makes a second appearance another effect."""
    effects.queue("delete_livekit_room", f"{room.id}:{occasion}", room=room, due_at=at)


def delete_again(room: Room, *, room_sid: str, at: datetime) -> None:
    """LiveKit still (or again) lists the room of an ended one. At most one effect a minute and incarnation.

    It answers, so a deletion that waits out its back-off need not wait any longer.
    """
    if not effects.hasten("delete_livekit_room", f"{room.id}:", room=room, at=at):
        delete_livekit_room(room, occasion=f"{room_sid}:{at:%Y%m%d%H%M}", at=at)


def begin_livekit_room_again(room: Room, *, at: datetime) -> None:
    """Queue that LiveKit begins the room again, in case its server died; it is tried until LiveKit answers.

    One of an outage before that is still to be done stands for this one, and waits no longer.
    """
    if not effects.hasten("touch_livekit_room", f"{room.id}:", room=room, at=at):
        effects.queue("touch_livekit_room", f"{room.id}:{at.isoformat()}", room=room, due_at=at)


def rooms_not_begun_again(*, since: datetime) -> set[UUID]:
    """Ids of those of which that is still to be done, or was done only since then, so that we may not have heard."""
    return effects.rooms_with("touch_livekit_room", since=since)


@effects.handler("touch_livekit_room")
def _touch(effect: Effect) -> None:
    if effect.room is not None and not effect.room.has_ended:
        ensure_livekit_room(effect.room)


@effects.handler("delete_livekit_room")
def _delete(effect: Effect) -> None:
    room = effect.room
    if room is None:
        return
    try:
        if effect.attempts > 1 and livekit.list_rooms([room.name]):
            # With Redis: a room of a server that died is deleted by none of the others before one has begun it again.
            ensure_livekit_room(room)
        livekit.delete_room(room.name)
    except LiveKitNotFound:
        logger.debug("room %s was gone already", room.name)
