"""What LiveKit tells of an egress → what that means for its recording.

Reports come from webhooks, from listings and as answers; in any order, twice, or not at all. Each is a whole snapshot,
so the furthest and newest one says how the egress is, and an older one adds at most when it began. The caller holds
the lock of the room.
"""

import logging
from datetime import datetime, timedelta

from rooms import effects, livekit
from rooms.livekit import EgressReport
from rooms.models import RecordingEnd, RecordingStatus, Room, RoomRecording
from rooms.recordings import purging, storage
from rooms.recordings.reasons import Ending, ending_of
from rooms.recordings.status import move, prolong, schedule
from rooms.recordings.stopping import queue_stop, stop_egress

logger = logging.getLogger("rooms.recordings")

#: A recorder that has finished has delivered: its file is there, or comes in a moment.
FILE_COMES_WITHIN = timedelta(minutes=2)
#: One that died may be started again, and finish what it finds.
SALVAGE_COMES_WITHIN = timedelta(minutes=10)


def find(room: Room, report: EgressReport) -> RoomRecording | None:
    """By the egress's id; else by the file that was asked for: then the answer to our asking was lost."""
    known = room.recordings.filter(egress_id=report.egress_id).first()
    if known is not None or not report.path:
        return known
    key = storage.key_of(report.path)
    return room.recordings.filter(storage_key=key).first() if key is not None else None


def apply(room: Room, report: EgressReport, at: datetime) -> bool:
    """Take over one report. Returns whether it is of a recording of ours."""
    recording = find(room, report)
    if recording is None:
        return _put_out(room, report, at=at)
    if recording.egress_id not in (None, "", report.egress_id):
        _stop_double(room, report, at=at)
        return True
    recording.egress_id = report.egress_id
    is_newer = (report.rank, report.updated_ns) > (
        livekit.rank_of(recording.reported_status),
        recording.reported_ns,
    )
    began_before = recording.started_at is not None
    _note_begin(recording, report, is_newer=is_newer, at=at)
    if is_newer:
        recording.reported_status, recording.reported_ns = report.status, report.updated_ns
        recording.missing_since = None
    recording.save()
    if recording.deletion_requested_at is not None:
        if not report.is_over and report.status != "ENDING":
            stop_egress(recording, at=at, occasion=f"deleted:{report.updated_ns}")
        return True
    if not is_newer:
        if recording.started_at is not None and not began_before:
            _reopen(room, recording, at=at)
    elif report.is_over:
        _end(room, recording, report, ending_of(room, recording, report), at=at)
    else:
        _go_on(room, recording, report, at=at)
    return True


def lose(room: Room, recording: RoomRecording, *, at: datetime) -> None:
    """Its recorder is dead, by what we see: LiveKit will not say so. A file may still come."""
    recording.ended_by = recording.ended_by or RecordingEnd.RECORDER_LOST
    recording.error_code = RecordingEnd.RECORDER_LOST
    recording.ended_at = recording.missing_since or recording.stop_requested_at or at
    logger.warning(
        "recording %s: its recorder is lost, LiveKit calls it %s", recording.id, recording.reported_status
    )
    move(room, recording, RecordingStatus.PROCESSING, at=at, limit=SALVAGE_COMES_WITHIN)
    # Should it live after all, it must not go on recording.
    stop_egress(recording, at=at, occasion="lost")


def _note_begin(recording: RoomRecording, report: EgressReport, *, is_newer: bool, at: datetime) -> None:
    """When it began: as its file says; else as the report does, from ACTIVE on."""
    began_at = report.file.started_at if report.file is not None else None
    if began_at is None and report.status in ("ACTIVE", "ENDING", "COMPLETE", "LIMIT_REACHED"):
        began_at = report.started_at or at
    if began_at is not None and (is_newer or recording.started_at is None):
        recording.started_at = began_at


def _go_on(room: Room, recording: RoomRecording, report: EgressReport, *, at: datetime) -> None:
    """It starts, records or ends."""
    if recording.status in (RecordingStatus.STARTING, RecordingStatus.ACTIVE):
        if report.status == "ENDING":
            move(room, recording, RecordingStatus.ENDING, at=at)
        elif report.status == "ACTIVE" and recording.status == RecordingStatus.STARTING:
            move(room, recording, RecordingStatus.ACTIVE, at=at)
            logger.info("room %s: recording %s records", room.name, recording.id)
        return
    if recording.status == RecordingStatus.ENDING:
        prolong(recording, at=at)
    if report.status != "ENDING":
        # Its end was decided before LiveKit knew of it, or while LiveKit thought otherwise.
        occasion = "stop" if recording.runs else f"again:{report.updated_ns}"
        stop_egress(recording, at=at, occasion=occasion)


def _end(room: Room, recording: RoomRecording, report: EgressReport, ending: Ending, *, at: datetime) -> None:
    recording.ended_by, recording.error_code = ending.ended_by, ending.error_code
    recording.error_detail = ending.detail[:500]
    file = report.file
    recording.ended_at = (file.ended_at if file is not None else None) or report.ended_at or at
    logger.info("recording %s: %s, %s %s", recording.id, report.status, ending.ended_by, ending.detail)
    if not ending.may_have_file:
        if recording.status == RecordingStatus.FAILED:
            recording.save()
        elif recording.status != RecordingStatus.READY:
            move(room, recording, RecordingStatus.FAILED, at=at)
        return
    _look_for_file(room, recording, at=at)


def _look_for_file(room: Room, recording: RoomRecording, *, at: datetime) -> None:
    if recording.status == RecordingStatus.READY:
        # It is there already, and stays so; what has come since may be more of it.
        recording.save()
        queue_check(recording, occasion=f"again:{recording.reported_ns}", at=at)
    elif recording.status == RecordingStatus.PROCESSING:
        recording.limit_at = max(recording.limit_at or at, at + FILE_COMES_WITHIN)
        schedule(recording, at=at)
        recording.save()
    else:
        move(room, recording, RecordingStatus.PROCESSING, at=at, limit=FILE_COMES_WITHIN)


def _reopen(room: Room, recording: RoomRecording, *, at: datetime) -> None:
    """That it had begun is heard of after that it failed: then there may be a file."""
    if recording.status != RecordingStatus.FAILED or recording.reported_status != "FAILED":
        return
    report = EgressReport(recording.egress_id or "", room.name, "FAILED", error=recording.error_detail)
    ending = ending_of(room, recording, report)
    recording.ended_by, recording.error_code = ending.ended_by, ending.error_code
    _look_for_file(room, recording, at=at)


def _stop_double(room: Room, report: EgressReport, *, at: datetime) -> None:
    """Two egresses write one file: LiveKit was asked twice. The one that we know of stays."""
    if report.is_over:
        return
    logger.warning("room %s: egress %s was started twice, and is stopped", room.name, report.egress_id)
    queue_stop(room, report.egress_id, occasion="double", at=at)


def _put_out(room: Room, report: EgressReport, *, at: datetime) -> bool:
    """It writes into a folder of ours that no recording has: that one was deleted before its egress began or was found
    to live, or the database came from a backup. It is stopped, and goes where we know that we deleted it. Returns
    whether it is such a one."""
    key = storage.key_of(report.path) if report.path else None
    if key is None or RoomRecording.objects.filter(storage_key=key).exists():
        return False
    folder = key.rpartition("/")[0]
    if not report.is_over:
        if report.status != "ENDING":
            queue_stop(room, report.egress_id, occasion=f"deleted:{report.updated_ns}", at=at)
            logger.info("room %s: egress %s has no recording, and is stopped", room.name, report.egress_id)
    elif purging.was_deleted(folder):
        purging.sweep_after(room, report.egress_id, folder, at=at)
    else:
        logger.warning(
            "room %s: egress %s has no recording, and none that was deleted: what it wrote stays, "
            "rooms_recordings_audit finds it",
            room.name,
            report.egress_id,
        )
    return True


def queue_check(recording: RoomRecording, *, occasion: str, at: datetime) -> None:
    """Queue a look into the storage."""
    effects.queue(
        "check_recording",
        f"{recording.id}:{occasion}",
        room=recording.room,
        payload={"recording_id": str(recording.id)},
        due_at=at,
    )
