"""All that is shown of one recording."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.conf import conf
from rooms.host import get_host
from rooms.models import RoomRecording, RoomType
from rooms.recordings.access import Rights
from rooms.recordings.purging import OVER
from rooms.recordings_page import words
from rooms.recordings_page.agreed import Agreed, agreed_of
from rooms.recordings_page.lines import Line, line_of


@dataclass(frozen=True)
class Sheet:
    """Attributes:
    planned: when the session began, "Thu 12 Nov, 18:00".
    size: "412 MB".
    deletion: when it will be deleted, or why not; empty while there is no date.
    sharing: what the switch is for, "Shared with the 6 people booked".
    """

    line: Line
    planned: str
    length: str
    size: str
    deletion: str
    agreed: Agreed
    is_shared: bool
    sharing: str
    sound_only: bool
    may_watch: bool
    may_download: bool
    may_manage: bool
    may_delete: bool
    is_held: bool


def sheet_of(recording: RoomRecording, rights: Rights, *, at: datetime) -> Sheet:
    """For somebody who may know of it. Asks the host who has booked, where the reader may share it."""
    line = line_of(recording, at=at)
    may_watch = rights.way is not None and line.is_playable
    began = recording.room.scheduled_start or recording.started_at or recording.requested_at
    return Sheet(
        line=line,
        planned=f"{words.day(began, at=at)}, {words.clock(began)}",
        length=words.spoken_length(recording.duration_seconds) if line.is_playable else "",
        size=words.size(recording.size_bytes) if line.is_playable else "",
        deletion=_deletion(recording, at=at),
        agreed=agreed_of(recording, with_names=rights.may_manage, at=at),
        is_shared=recording.shared,
        sharing=_sharing(recording) if rights.may_manage else "",
        sound_only=recording.audio_only,
        may_watch=may_watch,
        may_download=may_watch and conf.recording_download,
        may_manage=rights.may_manage,
        may_delete=rights.may_manage and recording.status in OVER and not recording.legal_hold,
        is_held=recording.legal_hold,
    )


def _deletion(recording: RoomRecording, *, at: datetime) -> str:
    if recording.legal_hold:
        return _("Kept for legal reasons, whatever its date says")
    return words.deletion(recording.expires_at, at=at) if recording.expires_at is not None else ""


def _sharing(recording: RoomRecording) -> str:
    room = recording.room
    if room.room_type == RoomType.INDIVIDUAL:
        return _("Shared with the client")
    count = len(get_host().clients(room.subject_kind, room.subject_ref))  # type: ignore[arg-type]
    return ngettext(
        "Shared with the %(count)d person booked", "Shared with the %(count)d people booked", count
    ) % {"count": count}
