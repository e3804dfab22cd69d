"""Changes of who may watch. Each takes the room's lock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rooms.models import RecordingAccess, RoomRecording
from rooms.recordings.locking import locked


def share(recording_id: UUID, shared: bool) -> RoomRecording:
    """Share a recording with the people who have booked its session, or with nobody any more.

    Links that were given out on local disk end with it; those of a bucket when their time is over.

    Raises:
        UnknownSubject: it is not there any more.
    """
    with locked(recording_id) as recording:
        recording.shared = shared
        recording.save(update_fields=["shared"])
        return recording


def name(recording_id: UUID, user: Any, *, by_ref: str, at: datetime) -> bool:
    """Let somebody watch a recording who has no part in its session.

    Returns:
        Whether they could not before.
    """
    with locked(recording_id) as recording:
        _, is_new = RecordingAccess.objects.get_or_create(
            recording=recording, user=user, defaults={"granted_by_ref": by_ref, "granted_at": at}
        )
        return is_new


def unname(recording_id: UUID, user: Any) -> None:
    """Take that back."""
    with locked(recording_id) as recording:
        RecordingAccess.objects.filter(recording=recording, user=user).delete()
