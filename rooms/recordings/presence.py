"""Whether a recorder is in its room. Of one that died LiveKit says "active" for ever; that it is not there shows it."""

from datetime import datetime, timedelta

from rooms import livekit
from rooms.exceptions import LiveKitUnavailable
from rooms.models import RoomRecording, RoomStream

#: A recorder that is missing for so long, and in two looks, is dead: one whose line broke is back, or gone, by then.
LOST_AFTER = timedelta(seconds=25)


def is_in_room(egress_id: str, room_name: str) -> bool | None:
    """Asks LiveKit. None: it does not say."""
    try:
        people = livekit.list_participants(room_name)
    except LiveKitUnavailable:
        return None
    return any(person.identity == egress_id for person in people)


def is_lost(row: RoomRecording | RoomStream, *, is_there: bool | None, at: datetime) -> bool:
    """Whether this look, with those before it, shows that its recorder is dead.

    The row in memory keeps since when it was missing; the caller saves `missing_since`.

    Args:
        is_there: as `is_in_room` says.
    """
    if is_there:
        row.missing_since = None
    elif is_there is False and row.missing_since is None:
        row.missing_since = at
    elif is_there is False and row.missing_since is not None:
        return at - row.missing_since >= LOST_AFTER
    return False
