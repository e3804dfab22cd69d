"""The beginning of a recording: who may press the button, what it waits for, and that LiveKit is asked once."""

import logging
from datetime import datetime

from rooms import attendance, effects
from rooms.conf import conf
from rooms.exceptions import NO_RECORDING, Refused, RoomsError
from rooms.models import (
    ConsentRule,
    RecordingEnd,
    RecordingStatus,
    Room,
    RoomParticipant,
    RoomRecording,
)
from rooms.recordings import consent, storage
from rooms.recordings.status import move, running

logger = logging.getLogger("rooms.recordings")


def start(
    room: Room, by: RoomParticipant | None, at: datetime, *, audio_only: bool | None = None
) -> tuple[RoomRecording, list[str]]:
    """Begin a recording, or ask those inside first, where the room wants that. The caller holds the room's lock.

    Args:
        by: the practitioner who pressed the button; None: it starts by itself.
        audio_only: None: as the room has it.

    Returns:
        The recording, and keys of effects that somebody waits for, so that the request may try them at once. That
        LiveKit is asked is none of them: it takes up to 23 s.

    Raises:
        Refused: `room_ended`, or `not_allowed`: this room is not recorded.
        RoomsError: `recording_unavailable`, `room_empty`, `recording_active`.
    """
    if room.is_over(at):
        raise Refused("room_ended")
    if not room.recording_enabled:
        raise Refused("not_allowed", str(NO_RECORDING))
    if not conf.can_record:
        raise RoomsError("recording_unavailable")
    if not (attendance.may_be_inside(by, at=at) if by is not None else room.participant_count):
        raise RoomsError("room_empty")
    if running(room) is not None:
        raise RoomsError("recording_active")
    recording = RoomRecording(
        room=room,
        audio_only=_is_of_sound_alone(room, audio_only),
        consent=room.recording_consent,
        storage_key=storage.new_key(room, at=at),
        started_by=by,
        requested_at=at,
        kept_days=consent.days_to_keep(room, room.recording_consent),
    )
    logger.info("room %s: recording %s is asked for", room.name, recording.id)
    if recording.consent == ConsentRule.ASK:
        recording.asked_until = at + conf.consent_limit
        move(room, recording, RecordingStatus.ASKING, at=at)
        return recording, consent.ask(room, recording, at)
    begin(recording, at)
    return recording, []


def _is_of_sound_alone(room: Room, wished: bool | None) -> bool:
    """As is wished, else as the room has it; where people are told before they come, never more than that."""
    if wished is None or room.recording_consent == ConsentRule.INFORM:
        return room.recording_audio_only or bool(wished)
    return wished


def begin(recording: RoomRecording, at: datetime) -> None:
    """Let LiveKit start it: all have answered, or nobody is asked. The caller holds the lock of `recording.room`."""
    room = recording.room
    move(room, recording, RecordingStatus.STARTING, at=at)
    effects.queue(
        "start_recording",
        str(recording.id),
        room=room,
        payload={"recording_id": str(recording.id)},
        due_at=at,
    )


def give_up(
    recording: RoomRecording,
    ended_by: RecordingEnd,
    at: datetime,
    *,
    error_code: str = "",
    error_detail: str = "",
) -> None:
    """It never began. The room can be recorded again. The caller holds the lock of `recording.room`.

    Args:
        error_code: key of `words.WORDS`; by default why it ended.
        error_detail: for operators.
    """
    recording.ended_by = recording.ended_by or ended_by
    recording.error_code = error_code or recording.ended_by
    recording.error_detail = error_detail[:500]
    recording.ended_at = at
    # Should LiveKit begin it after all, this decision stands.
    recording.stop_requested_at = recording.stop_requested_at or at
    move(recording.room, recording, RecordingStatus.FAILED, at=at)
    logger.info("recording %s did not begin: %s %s", recording.id, recording.ended_by, error_detail)
