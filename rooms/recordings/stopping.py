"""The end of a recording that somebody, or the clock, decides on."""

import logging
from datetime import datetime, timedelta

from rooms import effects
from rooms.models import RecordingEnd, RecordingStatus, Room, RoomParticipant, RoomRecording
from rooms.recordings.starting import give_up
from rooms.recordings.status import move, running

logger = logging.getLogger("rooms.recordings")

#: A recorder that does not answer for so long is dead, and is found to be by other means.
WORTH_STOPPING = timedelta(minutes=10)


def stop(
    room: Room,
    by: RoomParticipant | None,
    at: datetime,
    *,
    ended_by: RecordingEnd = RecordingEnd.STOP,
) -> tuple[RoomRecording | None, list[str]]:
    """End what runs. The caller holds the room's lock. Safe to call again: the first reason stays.

    Args:
        by: who decided so; None: the clock, or the rules.

    Returns:
        The recording that ran (None: nothing does), and keys of effects that the request may try at once.
    """
    recording = running(room)
    if recording is None:
        return None, []
    if recording.status == RecordingStatus.ENDING:
        return recording, []
    if by is not None:
        logger.info("recording %s is stopped by %s", recording.id, by.id)
    recording.stop_requested_at = recording.stop_requested_at or at
    # What never began was not stopped, but cancelled; everything else keeps its own reason.
    never_began = recording.status != RecordingStatus.ACTIVE
    recording.ended_by = RecordingEnd.CANCELLED if never_began and ended_by == RecordingEnd.STOP else ended_by
    if recording.status == RecordingStatus.ASKING or (
        recording.status == RecordingStatus.STARTING and not _may_have_egress(recording)
    ):
        give_up(recording, recording.ended_by, at)
        return recording, []
    move(room, recording, RecordingStatus.ENDING, at=at)
    return recording, stop_egress(recording, at=at)


def stop_egress(recording: RoomRecording, *, at: datetime, occasion: str = "stop") -> list[str]:
    """Queue that LiveKit is asked to stop it, if it is known to LiveKit; else whoever hears of it does so.

    Returns:
        The key of the effect, if there is one.
    """
    if not recording.egress_id:
        return []
    return [queue_stop(recording.room, recording.egress_id, occasion=occasion, at=at)]


def queue_stop(room: Room, egress_id: str, *, occasion: str, at: datetime) -> str:
    """Queue that LiveKit is asked to stop an egress, whosever it is; the key of the effect."""
    return effects.queue(
        "stop_recording",
        f"{egress_id}:{occasion}",
        room=room,
        payload={"egress_id": egress_id},
        due_at=at,
        expires_at=at + WORTH_STOPPING,
    )


def _may_have_egress(recording: RoomRecording) -> bool:
    return bool(recording.egress_id) or recording.start_asked_at is not None
