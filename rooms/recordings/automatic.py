"""Recordings that start by themselves: when a practitioner and somebody else are inside."""

from datetime import datetime, timedelta

from rooms.conf import conf
from rooms.models import RECORDING_RUNS, RecordingEnd, RecordingStatus, Role, Room
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

#: One that failed is tried again after this; what was broken off goes on at once, in another file.
BETWEEN_TRIES = timedelta(minutes=1)


def consider(room: Room, at: datetime) -> bool:
    """Start one if it is time. The caller holds the room's lock. Returns whether it was started."""
    if not (room.recording_starts_itself and room.recording_enabled and conf.can_record):
        return False
    if room.is_over(at) or not _has_begun(room):
        return False
    earlier = list(room.recordings.only("status", "ended_by", "ended_at", "started_at"))
    if any(found.status in RECORDING_RUNS or found.ended_by in DECIDED for found in earlier):
        return False
    if earlier and _failed_lately(earlier[0].status, earlier[0].ended_at, at=at):
        return False
    start(room, None, at)
    return True


def _has_begun(room: Room) -> bool:
    roles = list(
        room.participants.filter(visits__left_at__isnull=True, visits__isnull=False)
        .distinct()
        .values_list("role", flat=True)
    )
    return Role.HOST in roles and len(roles) > 1


def _failed_lately(status: str, ended_at: datetime | None, *, at: datetime) -> bool:
    return status == RecordingStatus.FAILED and ended_at is not None and at - ended_at < BETWEEN_TRIES
