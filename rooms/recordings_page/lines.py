"""One line of the list: what it is, how long, and in what state, said in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooms.models import RecordingEnd, RecordingStatus, RoomRecording
from rooms.recordings.words import error_of
from rooms.recordings_page import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Badge:
    """A state as a word with an icon; `tone` only repeats it, and is empty for what is nothing special."""

    tone: str
    icon: str
    words: str


@dataclass(frozen=True)
class Line:
    """Attributes:
    when: the day, and of a day that is today the time.
    length: "52:00"; empty while there is none.
    note: one more sentence; may be empty.
    awaited: its state, while that changes by itself; else empty.
    """

    id: UUID
    title: str
    when: str
    length: str
    badges: tuple[Badge, ...]
    note: str
    is_playable: bool
    awaited: str


#: Not over yet. Colour is the accent's: nothing is wrong.
_UNDER_WAY: "dict[str, _StrPromise]" = {
    RecordingStatus.ASKING: gettext_lazy("Waiting for answers"),
    RecordingStatus.STARTING: gettext_lazy("Starting"),
    RecordingStatus.ACTIVE: gettext_lazy("Recording now"),
    RecordingStatus.ENDING: gettext_lazy("Being prepared"),
    RecordingStatus.PROCESSING: gettext_lazy("Being prepared"),
}

#: Somebody wanted it so: nothing went wrong, and nothing is lost.
_NOT_WANTED = frozenset(
    {RecordingEnd.DECLINED, RecordingEnd.NO_ANSWER, RecordingEnd.TAKEN_BACK, RecordingEnd.CANCELLED}
)


def line_of(recording: RoomRecording, *, at: datetime) -> Line:
    """`recording.room` is looked at."""
    began = recording.started_at or recording.requested_at
    return Line(
        id=recording.pk,
        title=title_of(recording),
        when=f"{words.day(began, at=at)}, {words.clock(began)}",
        length=words.clock_length(recording.duration_seconds) if is_playable(recording) else "",
        badges=tuple(badges_of(recording, at=at)),
        note=note_of(recording),
        is_playable=is_playable(recording),
        awaited=recording.status if recording.status in _UNDER_WAY else "",
    )


def title_of(recording: RoomRecording) -> str:
    return recording.room.title or _("Session")


def is_playable(recording: RoomRecording) -> bool:
    return recording.status == RecordingStatus.READY


def badges_of(recording: RoomRecording, *, at: datetime) -> list[Badge]:
    """In the order of their weight."""
    if recording.status in _UNDER_WAY:
        return [Badge("accent", "wait", str(_UNDER_WAY[recording.status]))]
    if recording.status == RecordingStatus.FAILED:
        if recording.error_code in _NOT_WANTED:
            return [Badge("neutral", "failed", _("Not recorded"))]
        return [Badge("danger", "failed", _("Failed"))]
    found = []
    if recording.complete is False:
        found.append(Badge("warning", "warning", _("Incomplete")))
    if (
        recording.expires_at is not None
        and words.is_soon(recording.expires_at, at=at)
        and not recording.legal_hold
    ):
        found.append(Badge("", "clock", words.deletion(recording.expires_at, at=at)))
    return found


def note_of(recording: RoomRecording) -> str:
    """What is missing, or why there is nothing."""
    error = error_of(recording)
    if error is None:
        return ""
    if (
        recording.status == RecordingStatus.FAILED
        and not recording.size_bytes
        and recording.error_code not in _NOT_WANTED
    ):
        return _("%(why)s Nothing was saved.") % {"why": error["detail"]}
    return error["detail"]
