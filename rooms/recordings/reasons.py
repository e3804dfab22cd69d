"""Why a recording ended, from LiveKit's last word on it, from what we decided, and from who was there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from rooms.livekit import EgressReport
from rooms.models import RecordingEnd, Room, RoomRecording
from rooms.recordings import completeness

#: Between the end of a room and that of its recording may lie so much, either way.
AROUND_THE_END = timedelta(seconds=30)

#: What a recorder says that lost its life, and what is said of one by whoever comes after it.
_LOST = "recorder lost"
#: LiveKit's words for a page that never said that it may be recorded.
_NO_START = "start signal not received"


@dataclass(frozen=True)
class Ending:
    """Attributes:
    error_code: key of `words.WORDS`; empty: nothing went wrong, as far as LiveKit knows.
    detail: the recorder's words, for operators.
    may_have_file: whether it is worth looking for one.
    """

    ended_by: RecordingEnd
    error_code: str = ""
    detail: str = ""
    may_have_file: bool = True


def ending_of(room: Room, recording: RoomRecording, report: EgressReport) -> Ending:
    """What the last word on an egress means. The same report means the same whatever came before it."""
    decided = _decided(recording)
    words = report.error or report.details
    detail = f"{words} ({report.error_code})" if report.error_code else words
    lacks = completeness.DISTURBED if completeness.says_disturbed(words) else ""
    match report.status:
        case "ABORTED":
            ended_by = decided or (
                RecordingEnd.START_TIMEOUT if _NO_START in words.lower() else RecordingEnd.REFUSED
            )
            return Ending(ended_by, ended_by, detail, may_have_file=False)
        case "LIMIT_REACHED":
            return Ending(RecordingEnd.LIMIT, lacks, detail)
        case "FAILED":
            return _of_failure(recording, report, decided, detail)
        case _:
            return Ending(decided or _unasked(room, recording, report), lacks, detail)


def _decided(recording: RoomRecording) -> RecordingEnd | None:
    if recording.stop_requested_at is None or not recording.ended_by:
        return None
    if recording.ended_by == RecordingEnd.CANCELLED and recording.started_at is not None:
        # It had begun when somebody pressed stop, and we had not heard of that.
        return RecordingEnd.STOP
    return RecordingEnd(recording.ended_by)


def _of_failure(
    recording: RoomRecording, report: EgressReport, decided: RecordingEnd | None, detail: str
) -> Ending:
    if _LOST in report.error.lower():
        return Ending(decided or RecordingEnd.RECORDER_LOST, RecordingEnd.RECORDER_LOST, detail)
    if recording.started_at is None and report.file is None:
        ended_by = decided or RecordingEnd.REFUSED
        return Ending(ended_by, ended_by, detail, may_have_file=False)
    if decided is not None:
        return Ending(decided, "not_finished", detail)
    return Ending(RecordingEnd.CRASH, RecordingEnd.CRASH, detail)


def _unasked(room: Room, recording: RoomRecording, report: EgressReport) -> RecordingEnd:
    """It ended well, and not by our wish: somebody else stopped it, or nobody was left to be recorded."""
    if "source closed" not in report.details.lower():
        is_drain = "killed" in report.details.lower()
        return RecordingEnd.CRASH if is_drain else RecordingEnd.STOP
    ended_at = (report.file.ended_at if report.file is not None else None) or report.ended_at
    if ended_at is None:
        return RecordingEnd.EVERYBODY_LEFT
    closed_at = room.closed_since
    if closed_at is not None and ended_at >= closed_at - AROUND_THE_END:
        return RecordingEnd.ROOM_END
    return RecordingEnd.CRASH if _somebody_was_inside(room, ended_at) else RecordingEnd.EVERYBODY_LEFT


def _somebody_was_inside(room: Room, moment: datetime) -> bool:
    """Before and after it: then it was the recorder that lost the room, not the room its people."""
    stayed = Q(left_at__isnull=True) | Q(left_at__gt=moment + AROUND_THE_END)
    return room.visits.filter(stayed, joined_at__lt=moment - AROUND_THE_END).exists()
