"""What LiveKit is still to be asked for a stream, as effects; `egress` asks it."""

from datetime import datetime

from rooms import effects
from rooms.conf import conf
from rooms.models import RoomStream


def ask_to_start(stream: RoomStream, *, at: datetime) -> str:
    """Once for each stream, and not for longer than it may take; the key of the effect."""
    return _queue("start_stream", stream, "", at=at, expires_at=at + conf.recording_start_limit)


def ask_to_update(stream: RoomStream, *, at: datetime, occasion: object = "") -> str:
    """What is wanted may change many times, each with a revision of the room; the key of the effect.

    What was not done in time `watching` asks for again.
    """
    return _queue(
        "update_stream",
        stream,
        f":{occasion or stream.room.revision}",
        at=at,
        expires_at=at + conf.recording_start_limit,
    )


def ask_to_stop(stream: RoomStream, *, occasion: object, at: datetime) -> str:
    """The key of the effect."""
    return _queue("stop_stream", stream, f":{occasion}", at=at)


def _queue(
    kind: str, stream: RoomStream, occasion: str, *, at: datetime, expires_at: datetime | None = None
) -> str:
    return effects.queue(
        kind,
        f"{stream.id}{occasion}",
        room=stream.room,
        due_at=at,
        expires_at=expires_at,
        payload={"stream_id": str(stream.id)},
    )
