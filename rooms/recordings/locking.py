"""A recording under the lock of its room, for what people do with it afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from rooms import lifecycle
from rooms.exceptions import UnknownSubject
from rooms.models import RoomRecording
from rooms.recordings.access import visible


@contextmanager
def locked(recording_id: UUID) -> Iterator[RoomRecording]:
    """A recording that nobody has asked to delete, in a transaction that holds its room's row.

    Raises:
        UnknownSubject: it is not there, or not any more.
    """
    room_id = visible().filter(pk=recording_id).values_list("room_id", flat=True).first()
    if room_id is None:
        raise UnknownSubject
    with lifecycle.locked_room(pk=room_id) as room:
        recording = visible().filter(pk=recording_id).first()
        if recording is None:
            raise UnknownSubject
        recording.room = room
        yield recording
