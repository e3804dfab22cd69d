"""What people are told of a recording that went wrong, by `error_code`. What the recorder said is for operators."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rooms.models import RecordingEnd, RoomRecording
from rooms.recordings import missing
from rooms.recordings.completeness import DISTURBED

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Codes that `rooms.recordings.completeness` gives have theirs in `rooms.recordings.missing`.
WORDS: "dict[str, _StrPromise]" = {
    RecordingEnd.DECLINED: _("The other person did not agree to be recorded."),
    RecordingEnd.NO_ANSWER: _("Nobody answered whether they agree, so nothing was recorded."),
    RecordingEnd.CANCELLED: _("It was cancelled before it began."),
    RecordingEnd.TAKEN_BACK: _("Consent was taken back before anything was recorded."),
    RecordingEnd.NO_RECORDER: _("No recorder was free. Try again in a minute."),
    RecordingEnd.START_TIMEOUT: _("The recording did not begin in time. Try again."),
    RecordingEnd.REFUSED: _("The recorder could not begin. Tell those who run this site."),
    RecordingEnd.CRASH: _("The recorder broke off before the recording ended."),
    RecordingEnd.RECORDER_LOST: _("The recorder was lost before the recording ended."),
    RecordingEnd.ROOM_END: _("The session ended before the recording began."),
    RecordingEnd.EVERYBODY_LEFT: _("Everybody left before the recording began."),
    "no_redis": _("This site cannot record: its video service has no recorder."),
    "livekit_unavailable": _("The video service did not answer. Try again."),
    "storage_unavailable": _("The storage of recordings did not answer."),
    "not_finished": _("The recorder could not finish the recording."),
    DISTURBED: _(
        "The recorder was disturbed: in places the picture stands still, the sound is missing, or they are not in step."
    ),
    "no_file": _("The recorder says that it has finished, but its file is not where it belongs."),
    "empty_file": _("The recorded file is empty."),
    "not_playable": _("The recorded file cannot be played."),
}


def words_for(code: str) -> str:
    """For people, in their language; the code itself where there are no words of ours."""
    return str(WORDS.get(code, code))


def error_of(recording: RoomRecording) -> dict[str, str] | None:
    """`{code, detail}` as the API gives it; None where nothing is wrong."""
    if not recording.error_code:
        return None
    code = recording.error_code
    detail = missing.words_for(recording) if code in missing.WHAT else words_for(code)
    return {"code": code, "detail": detail}
