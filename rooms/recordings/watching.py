"""What happens to recordings by the clock: every status ends in time, whatever LiveKit says or does not say."""

import logging
from datetime import datetime, timedelta

from rooms import attendance, lifecycle
from rooms.conf import conf
from rooms.models import RecordingEnd, RecordingStatus, Room, RoomRecording
from rooms.one_of_many import one_of_many
from rooms.recordings import consent
from rooms.recordings.events import lose, queue_check
from rooms.recordings.starting import give_up
from rooms.recordings.status import schedule
from rooms.recordings.stopping import stop, stop_egress

logger = logging.getLogger("rooms.recordings")

#: Recordings in one pass; the next tick goes on.
LIMIT = 200

#: A look into the storage that was queued and never came back is queued again after this.
CHECK_TAKES = timedelta(minutes=2)

#: Whoever asks people concludes when the time is over; this is for when nothing came of that.
ASKING_IS_OVER = timedelta(minutes=1)


def check_due(*, at: datetime) -> int:
    """Look at each recording whose time for that has come.

    Returns:
        How many were looked at.

    Raises:
        Exception: what the first of those raised that could not be looked at; all others were.
    """
    due = RoomRecording.objects.filter(check_at__lte=at).order_by("check_at").values_list("pk", "room_id")
    failed: list[Exception] = []
    looked = 0
    for pk, room_id in list(due[:LIMIT]):
        with one_of_many(pk, failed), lifecycle.locked_room(pk=room_id) as room:
            recording = room.recordings.filter(pk=pk, check_at__lte=at).first()
            if recording is not None:
                _LOOKS[RecordingStatus(recording.status)](room, recording, at)
                looked += 1
    if failed:
        raise failed[0]
    return looked


def _asking(room: Room, recording: RoomRecording, at: datetime) -> None:
    if room.is_over(at):
        give_up(recording, RecordingEnd.ROOM_END, at)
        return
    consent.conclude(room, recording, at)
    recording.refresh_from_db(fields=["status", "asked_until"])
    if recording.status != RecordingStatus.ASKING:
        return
    if recording.asked_until is not None and at >= recording.asked_until + ASKING_IS_OVER:
        give_up(recording, RecordingEnd.NO_ANSWER, at)
        return
    _look_again(recording, at)


def _starting(room: Room, recording: RoomRecording, at: datetime) -> None:
    if room.is_over(at):
        stop(room, None, at, ended_by=RecordingEnd.ROOM_END)
    elif _is_over_limit(recording, at):
        give_up(recording, RecordingEnd.START_TIMEOUT, at, error_detail=recording.error_detail)
        stop_egress(recording, at=at, occasion="start_timeout")
    else:
        _look_again(recording, at)


def _active(room: Room, recording: RoomRecording, at: datetime) -> None:
    if room.is_over(at):
        stop(room, None, at, ended_by=RecordingEnd.ROOM_END)
    elif _is_over_limit(recording, at):
        stop(room, None, at, ended_by=RecordingEnd.LIMIT)
    elif _has_been_empty(room, recording, at):
        stop(room, None, at, ended_by=RecordingEnd.EVERYBODY_LEFT)
    else:
        _look_again(recording, at)


def _ending(room: Room, recording: RoomRecording, at: datetime) -> None:
    if not _is_over_limit(recording, at):
        _look_again(recording, at)
    elif recording.egress_id:
        lose(room, recording, at=at)
    else:
        # It was stopped while LiveKit was asked to start it, and nothing came of that.
        give_up(recording, RecordingEnd.CANCELLED, at)


def _processing(room: Room, recording: RoomRecording, at: datetime) -> None:
    queue_check(recording, occasion=at.isoformat(), at=at)
    recording.check_at = at + CHECK_TAKES
    recording.save(update_fields=["check_at"])


def _nothing(room: Room, recording: RoomRecording, at: datetime) -> None:
    recording.check_at = None
    recording.save(update_fields=["check_at"])


_LOOKS = {
    RecordingStatus.ASKING: _asking,
    RecordingStatus.STARTING: _starting,
    RecordingStatus.ACTIVE: _active,
    RecordingStatus.ENDING: _ending,
    RecordingStatus.PROCESSING: _processing,
    RecordingStatus.READY: _nothing,
    RecordingStatus.FAILED: _nothing,
}


def _is_over_limit(recording: RoomRecording, at: datetime) -> bool:
    return recording.limit_at is not None and at >= recording.limit_at


def _look_again(recording: RoomRecording, at: datetime) -> None:
    schedule(recording, at=at)
    recording.save(update_fields=["check_at", "empty_since"])


def _has_been_empty(room: Room, recording: RoomRecording, at: datetime) -> bool:
    """Whether nobody has been inside for long enough, by the ledger."""
    if room.participant_count:
        recording.empty_since = None
        return False
    moments = [recording.started_at, recording.requested_at, attendance.last_left_at(room)]
    recording.empty_since = max(moment for moment in moments if moment is not None)
    return at >= recording.empty_since + conf.recording_empty_limit
