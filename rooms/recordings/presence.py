"""Whether a recorder is in its room. Of one that died LiveKit says "active" for ever; that it is not there shows it."""

from datetime import timedelta

from rooms import livekit
from rooms.exceptions import LiveKitUnavailable

#: A recorder that is missing for so long, and in two looks, is dead: one whose line broke is back, or gone, by then.
LOST_AFTER = timedelta(seconds=25)


def is_in_room(egress_id: str, room_name: str) -> bool | None:
    """Asks LiveKit. None: it does not say."""
    try:
        people = livekit.list_participants(room_name)
    except LiveKitUnavailable:
        return None
    return any(person.identity == egress_id for person in people)
