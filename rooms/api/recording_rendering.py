"""The part of the room that says how its recording is."""

from typing import Any

from rooms.conf import conf
from rooms.exceptions import MESSAGES, NO_RECORDING
from rooms.joining import Outlook
from rooms.models import ConsentRule, RecordingStatus, Room, RoomRecording
from rooms.notices import recording_state
from rooms.recordings.access import visible
from rooms.recordings.words import error_of

#: A subject that has no room yet is not recorded.
_NO_ROOM: dict[str, Any] = {
    "active": False,
    "since": None,
    "status": None,
    "id": None,
    "consent": ConsentRule.ASK,
    "audio_only": False,
    "starts_itself": False,
    "asked_until": None,
    "ended_by": None,
}


def may_be_recorded(room: Room) -> bool:
    return room.recording_enabled and conf.can_record


def render_recording(outlook: Outlook) -> dict[str, Any]:
    """What everybody hears in the call, too, and what only practitioners are told. One query."""
    room = outlook.room
    # What somebody asked to delete is gone for everybody.
    newest = visible().filter(room=room).first() if room is not None else None
    state = recording_state(room, newest) if room is not None else _NO_ROOM
    is_host = outlook.standing == "practitioner"
    return {
        **state,
        "unavailable": _why_not(room) if is_host else None,
        "failed": _failed(newest) if is_host and newest is not None else None,
    }


def _why_not(room: Room | None) -> dict[str, str] | None:
    """Why there is nothing to press."""
    if not conf.can_record:
        return {"code": "recording_not_set_up", "detail": str(MESSAGES["recording_unavailable"])}
    if room is not None and not room.recording_enabled:
        return {"code": "recording_off", "detail": str(NO_RECORDING)}
    return None


def _failed(newest: RoomRecording) -> dict[str, str] | None:
    """What became of the last try, until there is another."""
    if newest.status != RecordingStatus.FAILED:
        return None
    return {"id": str(newest.id), **(error_of(newest) or {"code": newest.ended_by, "detail": ""})}
