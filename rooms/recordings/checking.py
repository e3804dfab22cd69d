"""The look into the storage that makes a recording ready, or says that there is nothing.

LiveKit's word is not taken for that: COMPLETE alone proves nothing.
"""

import logging
from datetime import datetime, timedelta

from rooms import effects, lifecycle
from rooms.exceptions import Misconfigured, StorageUnavailable, UnknownSubject
from rooms.models import Effect, RecordingEnd, RecordingStatus, Room, RoomRecording
from rooms.recordings import completeness, probing, retention
from rooms.recordings.probing import Found
from rooms.recordings.status import move

logger = logging.getLogger("rooms.recordings")

#: A file that is not there yet is looked for so often.
BETWEEN_LOOKS = timedelta(seconds=5)
#: Where the storage says nothing, and for how long it is believed that it will.
BETWEEN_TRIES = timedelta(minutes=1)
STORAGE_COMES_WITHIN = timedelta(days=1)

_LOOKS_AT = (RecordingStatus.PROCESSING, RecordingStatus.READY)
#: The recorder itself says, or we know, that there should have been more.
_BROKEN_OFF = frozenset({RecordingEnd.CRASH, RecordingEnd.RECORDER_LOST, "not_finished"})


@effects.handler("check_recording", asks_storage=True)
def _check(effect: Effect) -> None:
    clock = effects.Clock(effects.began_at(effect))
    recording = RoomRecording.objects.filter(pk=effect.payload["recording_id"]).first()
    if recording is None or recording.status not in _LOOKS_AT:
        return
    found, trouble = None, ""
    try:
        found = probing.look(recording)
    except (StorageUnavailable, Misconfigured) as error:
        trouble = str(error)
    at = clock.now()
    try:
        with lifecycle.locked_room(pk=recording.room_id) as room:
            now = room.recordings.filter(pk=recording.pk, status__in=_LOOKS_AT).first()
            if now is None or now.deletion_requested_at is not None:
                return
            if found is None:
                _wait_for_storage(room, now, trouble, at=at)
            else:
                conclude(room, now, found, at=at)
    except UnknownSubject:
        return


def conclude(room: Room, recording: RoomRecording, found: Found, *, at: datetime) -> None:
    """Take over what was seen. The caller holds the lock; the recording is prepared, or ready already."""
    if found.playable:
        _take(recording, found)
        if recording.status == RecordingStatus.READY:
            recording.save()
            return
        recording.ready_at = at
        recording.expires_at = retention.expiry(recording)
        logger.info("recording %s is ready, %s", recording.id, recording.error_code or "complete")
        move(room, recording, RecordingStatus.READY, at=at)
    elif recording.status == RecordingStatus.READY:
        return
    elif recording.limit_at is not None and at < recording.limit_at:
        recording.check_at = min(at + BETWEEN_LOOKS, recording.limit_at)
        recording.save()
    else:
        _fail(room, recording, found.why_not, found.said, at=at)


def _take(recording: RoomRecording, found: Found) -> None:
    recording.size_bytes = found.size
    recording.picture_seconds, recording.sound_seconds = found.picture_seconds, found.sound_seconds
    recording.duration_seconds = found.duration_seconds
    recording.missing = found.missing or {}
    wall = 0.0
    if recording.started_at is not None and recording.ended_at is not None:
        wall = (recording.ended_at - recording.started_at).total_seconds()
    complete, code = completeness.judge(
        max(wall, 0.0), found.picture_seconds, found.sound_seconds, recording.audio_only
    )
    is_disturbed = complete and recording.error_code == completeness.DISTURBED
    if is_disturbed or recording.error_code in _BROKEN_OFF:
        recording.complete = False
    else:
        recording.complete, recording.error_code = complete, code


def _fail(room: Room, recording: RoomRecording, code: str, said: str, *, at: datetime) -> None:
    # Where it is known why there is nothing, that there is nothing is no news.
    if recording.error_code in ("", completeness.DISTURBED):
        recording.error_code = code
    recording.error_detail = recording.error_detail or said[:500]
    recording.expires_at = retention.expiry(recording)
    logger.warning("recording %s: %s", recording.id, code)
    move(room, recording, RecordingStatus.FAILED, at=at)


def _wait_for_storage(room: Room, recording: RoomRecording, trouble: str, *, at: datetime) -> None:
    """That nobody can say is no proof of anything."""
    if recording.status == RecordingStatus.READY:
        return
    if at >= (recording.ended_at or recording.requested_at) + STORAGE_COMES_WITHIN:
        _fail(room, recording, "storage_unavailable", trouble, at=at)
        return
    logger.warning("recording %s waits for the storage: %s", recording.id, trouble)
    recording.check_at = at + BETWEEN_TRIES
    # When it answers again, the file has its time to come.
    recording.limit_at = max(recording.limit_at or at, recording.check_at + 2 * BETWEEN_LOOKS)
    recording.save()
