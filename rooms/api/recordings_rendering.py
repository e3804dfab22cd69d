"""Recordings as the API gives them."""

from typing import Any

from rooms.conf import conf
from rooms.models import RecordingStatus, RoomRecording
from rooms.recordings.access import Rights
from rooms.recordings.purging import OVER
from rooms.recordings.words import error_of


def render_recording(recording: RoomRecording, rights: Rights, *, may_delete: bool = False) -> dict[str, Any]:
    """For somebody who may know of it; `recording.room` is looked at.

    Args:
        may_delete: as staff, whoever leads the session.
    """
    room = recording.room
    may_watch = rights.way is not None and recording.status == RecordingStatus.READY
    return {
        "id": str(recording.id),
        "room": {
            "id": str(room.id),
            "name": room.name,
            "title": room.title,
            "room_type": room.room_type,
            "scheduled_start": room.scheduled_start,
        },
        "status": recording.status,
        "ended_by": recording.ended_by or None,
        "complete": recording.complete,
        "error": error_of(recording),
        "audio_only": recording.audio_only,
        "requested_at": recording.requested_at,
        "started_at": recording.started_at,
        "ended_at": recording.ended_at,
        "duration_seconds": recording.duration_seconds,
        "size_bytes": recording.size_bytes,
        "shared": recording.shared,
        "expires_at": recording.expires_at,
        "legal_hold": recording.legal_hold,
        "me": {
            "may_watch": may_watch,
            "may_download": may_watch and conf.recording_download,
            "may_manage": rights.may_manage,
            "may_delete": (rights.may_manage or may_delete)
            and recording.status in OVER
            and not recording.legal_hold,
        },
    }
