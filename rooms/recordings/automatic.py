"""Recordings that start by themselves: when a practitioner and somebody else are inside."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from rooms.conf import conf
from rooms.models import (
    RECORDING_RUNS,
    ConsentRule,
    RecordingEnd,
    RecordingStatus,
    Role,
    Room,
    RoomRecording,
    has_open_visit,
)
from rooms.recordings.starting import start

#: After these it is the practitioner's to press the button.
DECIDED = frozenset(
    {
        RecordingEnd.STOP,
        RecordingEnd.CANCELLED,
        RecordingEnd.DECLINED,
        RecordingEnd.NO_ANSWER,
        RecordingEnd.TAKEN_BACK,
        RecordingEnd.LIMIT,
    }
)

BROKEN_OFF = frozenset({RecordingEnd.CRASH, RecordingEnd.RECORDER_LOST})

#: One that went wrong is tried again after this, the next after twice as long, and so on. Only the first of a row that
#: had begun goes on at once, in another file.
BETWEEN_TRIES = timedelta(minutes=1)
#: So many in a row went wrong: the next will, too.
MOST_TRIES = 5
#: One that went on for so long ends the row, however it ended.
LASTED = timedelta(minutes=10)


def consider(room: Room, at: datetime) -> bool:
    """Start one if it is time. The caller holds the room's lock. Returns whether it was started."""
    if not (room.recording_starts_itself and room.recording_enabled and conf.can_record):
        return False
    if room.is_over(at):
        return False
    earlier = list(room.recordings.order_by("-requested_at", "-pk"))
    if any(found.status in RECORDING_RUNS or found.ended_by in DECIDED for found in earlier):
        return False
    if earlier and not _may_try_again(room, earlier, at=at):
        return False
    if not _has_begun(room):
        return False
    start(room, None, at)
    return True


def _has_begun(room: Room) -> bool:
    """Asked at each event of a room that may hold thousands: two of them are read."""
    inside = room.participants.filter(has_open_visit()).order_by()
    return inside.filter(role=Role.HOST).exists() and len(inside.values_list("pk")[:2]) > 1


def _may_try_again(room: Room, earlier: Sequence[RoomRecording], *, at: datetime) -> bool:
    """Args:
    earlier: newest first.
    """
    newest = earlier[0]
    if not _went_wrong(newest):
        return True
    if room.recording_consent == ConsentRule.ASK:
        return False  # each try asks everybody, and holds back whoever has not answered
    row = list(takewhile(lambda found: _went_wrong(found) and not _lasted(found), earlier))
    if not row or (len(row) == 1 and newest.started_at is not None):
        return True
    pause = BETWEEN_TRIES * 2 ** (len(row) - 1)
    return len(row) < MOST_TRIES and (newest.ended_at is None or at - newest.ended_at >= pause)


def _went_wrong(recording: RoomRecording) -> bool:
    return recording.status == RecordingStatus.FAILED or recording.ended_by in BROKEN_OFF


def _lasted(recording: RoomRecording) -> bool:
    began_at, ended_at = recording.started_at, recording.ended_at
    return began_at is not None and ended_at is not None and ended_at - began_at >= LASTED
