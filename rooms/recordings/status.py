"""The arrows of `RoomRecording.status`, and the one function that follows them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from rooms import lifecycle, livekit, notices, tallies
from rooms.announce import announce
from rooms.conf import conf
from rooms.exceptions import NotAllowed
from rooms.models import RECORDING_RUNS, RecordingEnd, RecordingStatus, Room, RoomRecording
from rooms.recordings import consent

#: From nothing, "", to the end. What has failed is taken up again where a recorder still reports a file.
ARROWS: Mapping[str, frozenset[str]] = {
    "": frozenset({RecordingStatus.ASKING, RecordingStatus.STARTING}),
    RecordingStatus.ASKING: frozenset({RecordingStatus.STARTING, RecordingStatus.FAILED}),
    RecordingStatus.STARTING: frozenset(
        {
            RecordingStatus.ACTIVE,
            RecordingStatus.ENDING,
            RecordingStatus.PROCESSING,
            RecordingStatus.FAILED,
        }
    ),
    RecordingStatus.ACTIVE: frozenset({RecordingStatus.ENDING, RecordingStatus.PROCESSING}),
    RecordingStatus.ENDING: frozenset({RecordingStatus.PROCESSING, RecordingStatus.FAILED}),
    RecordingStatus.PROCESSING: frozenset({RecordingStatus.READY, RecordingStatus.FAILED}),
    RecordingStatus.READY: frozenset(),
    RecordingStatus.FAILED: frozenset({RecordingStatus.PROCESSING}),
}

#: A recording that runs is looked at so often: is its room over, is it empty, is its time over?
BETWEEN_LOOKS = timedelta(seconds=5)

#: Ending may take so long, and a tenth of what was recorded: that is finished, and uploaded.
ENDING_TAKES = timedelta(minutes=5)

#: LiveKit was asked to start it, and had not answered when it was stopped.
ANSWER_COMES_WITHIN = timedelta(seconds=livekit.START_SECONDS + 10)

#: Nobody has to be told that these went wrong: people decided so.
DECISIONS = frozenset({RecordingEnd.DECLINED, RecordingEnd.NO_ANSWER, RecordingEnd.CANCELLED})


def running(room: Room) -> RoomRecording | None:
    """The recording that runs: asked for, starting, active or ending."""
    return room.recordings.filter(status__in=RECORDING_RUNS).first()


def move(
    room: Room,
    recording: RoomRecording,
    to: RecordingStatus,
    *,
    at: datetime,
    limit: timedelta | None = None,
) -> None:
    """Follow one arrow, save the recording, and tell everybody. The caller holds the room's lock.

    Args:
        limit: for how long it may be so; by default as the status says.

    Raises:
        NotAllowed: there is no such arrow.
    """
    before = recording.status
    if to not in ARROWS[before]:
        raise NotAllowed(before, to)
    recording.status = to
    recording.limit_at = _limit(recording, at=at) if limit is None else at + limit
    schedule(recording, at=at)
    recording.save()
    lifecycle.note_change(room)
    notices.queue_recording(room, recording, at=at)
    if to == RecordingStatus.STARTING:
        consent.recording_began(room, recording, at)
    if before in RECORDING_RUNS and to not in RECORDING_RUNS:
        consent.recording_over(room, recording, at)
    if to in (RecordingStatus.READY, RecordingStatus.FAILED):
        tallies.count(tallies.RECORDING_ENDED, _how(recording))
        _announce(room, recording, at=at)


def schedule(recording: RoomRecording, *, at: datetime) -> None:
    """When it is looked at again; the caller saves it."""
    if recording.status in (RecordingStatus.READY, RecordingStatus.FAILED):
        recording.check_at = None
    elif recording.status == RecordingStatus.PROCESSING:
        recording.check_at = at
    else:
        moments = [at + BETWEEN_LOOKS, recording.asked_until, recording.limit_at]
        recording.check_at = min(moment for moment in moments if moment is not None and moment > at)


def prolong(recording: RoomRecording, *, at: datetime) -> None:
    """There is news of one that ends: it is waited for as if its end began now."""
    limit = _limit(recording, at=at)
    if limit is not None and (recording.limit_at is None or recording.limit_at < limit):
        recording.limit_at = limit
        recording.save(update_fields=["limit_at"])


def _limit(recording: RoomRecording, *, at: datetime) -> datetime | None:
    match recording.status:
        case RecordingStatus.STARTING:
            return at + conf.recording_start_limit
        case RecordingStatus.ACTIVE:
            return (recording.started_at or at) + conf.recording_limit
        case RecordingStatus.ENDING if not recording.egress_id:
            return at + ANSWER_COMES_WITHIN
        case RecordingStatus.ENDING:
            recorded = at - (recording.started_at or at)
            return at + ENDING_TAKES + recorded / 10
        case _:
            return None


def _how(recording: RoomRecording) -> str:
    if recording.status == RecordingStatus.READY:
        return "ready" if recording.complete else "short"
    return "given_up" if recording.ended_by in DECISIONS else "failed"


def _announce(room: Room, recording: RoomRecording, *, at: datetime) -> None:
    if recording.status == RecordingStatus.FAILED and recording.ended_by in DECISIONS:
        return
    announce(
        "recording_ready" if recording.status == RecordingStatus.READY else "recording_failed",
        str(recording.id),
        room,
        at=at,
        recording_id=str(recording.id),
        ended_by=recording.ended_by,
        complete=bool(recording.complete),
        started_at=recording.started_at,
        ended_at=recording.ended_at,
        duration_seconds=recording.duration_seconds,
        size_bytes=recording.size_bytes,
        error=recording.error_code,
    )
