"""What people are asked with, in their language; each wording is kept as it was shown.

It names nobody, so that a practitioner can be forgotten and the words still be what was agreed to; who asks stands
beside it.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Min
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.conf import conf
from rooms.models import (
    ConsentRule,
    ConsentText,
    ConsentWay,
    RecordingStatus,
    Room,
    RoomRecording,
    RoomType,
)


@dataclass(frozen=True)
class Words:
    """Attributes:
    language: of the four answers.
    said_by_host: in its own words and language, before ours; may be empty.
    contains, seen_by, kept_until, if_declined: whole sentences.
    body: all of it, as it is stored.
    """

    language: str
    said_by_host: str
    contains: str
    seen_by: str
    kept_until: str
    if_declined: str
    body: str

    @property
    def digest(self) -> str:
        return sha256(f"{self.language}\n{self.body}".encode()).hexdigest()


def language_now() -> str:
    """Of the request."""
    return translation.get_language() or settings.LANGUAGE_CODE


def compose(room: Room, recording: RoomRecording | None, rule: str, *, language: str | None = None) -> Words:
    """The words for this room.

    Args:
        recording: which they are asked about; None: they are told that there may be one.
        rule: `ask` or `inform`.
        language: by default that of the request.
    """
    language = language or language_now()
    with translation.override(language):
        audio_only = recording.audio_only if recording is not None else room.recording_audio_only
        contains = _contains(room, rule, audio_only=audio_only)
        seen_by, kept_until = _seen_by(room), _kept_until(room, recording)
        if_declined = _if_declined(room, rule)
        ours = [
            (_("Contains"), contains),
            (_("Who sees it"), seen_by),
            (_("Kept until"), kept_until),
            (_("If you decline"), if_declined),
        ]
    said_by_host = room.consent_words.strip()
    lines = [said_by_host, *(f"{head}: {line}" for head, line in ours)]
    body = "\n".join(filter(None, lines))
    return Words(language, said_by_host, contains, seen_by, kept_until, if_declined, body)


def store(words: Words) -> ConsentText:
    """The row of these words; the same words are one row."""
    found = ConsentText.objects.filter(digest=words.digest).first()
    if found is not None:
        return found
    text = ConsentText(digest=words.digest, language=words.language, body=words.body)
    ConsentText.objects.bulk_create([text], ignore_conflicts=True)
    return ConsentText.objects.get(digest=words.digest)


def is_current(text: ConsentText, room: Room, recording: RoomRecording) -> bool:
    """Whether these are still the words that this recording is asked with, in whatever language."""
    return compose(room, recording, recording.consent, language=text.language).digest == text.digest


def days_of(room: Room) -> int:
    """How long the room wants recordings kept: as host or template says, else the setting."""
    return conf.recording_days if room.recording_days is None else room.recording_days


def days_to_keep(room: Room, rule: str) -> int:
    """How long what is asked for now is kept: never longer than anybody was told at the door of this room.

    Args:
        rule: of the recording. Where everybody is asked, they are asked with its own date.
    """
    days = days_of(room)
    if rule == ConsentRule.ASK:
        return days
    told = room.consents.filter(way=ConsentWay.INFORMED).aggregate(least=Min("kept_days"))["least"]
    return days if told is None else min(days, told)


def days_kept(recording: RoomRecording) -> int:
    """How long this one is kept, from its end: as was said when it was asked for, and to who came in since."""
    return days_of(recording.room) if recording.kept_days is None else recording.kept_days


def title_of(recording: RoomRecording | None) -> str:
    """Above the text, in the language of the request; not part of it, for it names who asks."""
    if recording is None:
        return _("This session may be recorded")
    name = recording.started_by.name if recording.started_by is not None else ""
    # Whoever comes late, or agrees after all, is asked about what no longer waits for them.
    if recording.status == RecordingStatus.ASKING:
        words = _("%(name)s asks to record this session") if name else _("This session is to be recorded")
    else:
        words = _("%(name)s is recording this session") if name else _("This session is being recorded")
    return words % {"name": name}


def _has_stage(room: Room) -> bool:
    """A few are seen and heard, the others watch."""
    return room.room_type in {RoomType.WEBINAR, RoomType.BROADCAST}


def _contains(room: Room, rule: str, *, audio_only: bool) -> str:
    if rule == ConsentRule.INFORM and _has_stage(room):
        if audio_only:
            return _("The voices of those on stage. No pictures, no screens, not the audience, not the chat.")
        return _(
            "Picture, voice and name of those on stage, and shared screens. Not the audience, not the chat."
        )
    if audio_only:
        return _("Your voice. No pictures, no screens, not the chat.")
    return _("Your picture, your voice, your name and shared screens. Not the chat.")


def _seen_by(room: Room) -> str:
    if room.room_type == RoomType.INDIVIDUAL:
        return _("The practitioner, you if it is shared, and whom the operator names in writing.")
    return _("The practitioner, those booked if it is shared, and whom the operator names in writing.")


def _kept_until(room: Room, recording: RoomRecording | None) -> str:
    if recording is None:
        days = days_of(room)
        return ngettext(
            "%(days)d day after the session, then deleted, unless the law demands otherwise.",
            "%(days)d days after the session, then deleted, unless the law demands otherwise.",
            days,
        ) % {"days": days}
    # Its days count from its end: at the latest so long after it was asked for.
    longest = conf.consent_limit + conf.recording_start_limit + conf.recording_limit
    latest = recording.requested_at + longest + timedelta(days=days_kept(recording))
    date = date_format(timezone.localtime(latest), _("j F Y"))  # as in 23 February 2027
    return _("%(date)s at the latest, then deleted, unless the law demands otherwise.") % {"date": date}


def _if_declined(room: Room, rule: str) -> str:
    if rule == ConsentRule.INFORM and _has_stage(room):
        return _("On stage, keep camera and microphone off. Whoever only watches is not in it.")
    if rule == ConsentRule.INFORM:
        return _("Keep camera and microphone off, or do not join.")
    if room.room_type == RoomType.INDIVIDUAL:
        return _("Nothing is recorded. A recording that runs already is stopped.")
    if room.config.get("chat"):
        return _(
            "You stay, with camera and microphone off while the recording runs. You can still listen and chat."
        )
    return _("You stay, with camera and microphone off while the recording runs. You can still listen.")
