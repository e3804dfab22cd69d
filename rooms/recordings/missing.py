"""What people are told of a recording that is there and not complete: what is missing, how much, and where."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rooms.models import RoomRecording

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: By the codes of `rooms.recordings.completeness`, which are the same as `error_code`.
WHAT: "dict[str, _StrPromise]" = {
    "cut_short": gettext_lazy("A part of the recording is missing"),
    "picture_missing": gettext_lazy("A part of the picture is missing"),
    "sound_missing": gettext_lazy("A part of the sound is missing"),
}
_KINDS = {"cut_short": ("picture", "sound"), "picture_missing": ("picture",), "sound_missing": ("sound",)}


def words_for(recording: RoomRecording) -> str:
    """In the language of now: "A part of the sound is missing: 12 minutes, from 64:10 on." """
    code = recording.error_code
    missing = _seconds(recording, code)
    if missing is None:
        return f"{WHAT[code]}."
    where = _where(recording, code)
    return f"{WHAT[code]}: {_length(missing)}{f', {where}' if where else ''}."


def _seconds(recording: RoomRecording, code: str) -> float | None:
    """How much less there is than was recorded, of what there is least."""
    if recording.started_at is None or recording.ended_at is None:
        return None
    wall = (recording.ended_at - recording.started_at).total_seconds()
    kinds = [kind for kind in _KINDS[code] if kind == "sound" or not recording.audio_only]
    there = [getattr(recording, f"{kind}_seconds") or 0.0 for kind in kinds]
    return max(0.0, wall - min(there))


def _where(recording: RoomRecording, code: str) -> str:
    """Only of one hole: a list of them helps nobody."""
    holes = [hole for kind in _KINDS[code] for hole in recording.missing.get(kind, ())]
    if len(holes) != 1:
        return ""
    begins, ends = holes[0]
    lasts = recording.duration_seconds or 0.0
    if ends >= lasts - 1:
        return _("from %(time)s on") % {"time": _clock(begins)}
    return _("from %(begin)s to %(end)s") % {"begin": _clock(begins), "end": _clock(ends)}


def _length(seconds: float) -> str:
    if seconds < 90:
        whole = max(1, round(seconds))
        return ngettext("%(number)d second", "%(number)d seconds", whole) % {"number": whole}
    whole = round(seconds / 60)
    return ngettext("%(number)d minute", "%(number)d minutes", whole) % {"number": whole}


def _clock(seconds: float) -> str:
    """As a player shows it: 64:10, 1:04:10 is nobody's habit in a session of an hour."""
    whole = timedelta(seconds=round(seconds)).total_seconds()
    return f"{int(whole // 60)}:{int(whole % 60):02d}"
