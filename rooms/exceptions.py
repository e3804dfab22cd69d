"""Every error of the app has a code that stays the same, and words for people.

`rooms.api.errors` is the one place that maps them to HTTP answers.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MESSAGES: dict[str, "_StrPromise"] = {
    "not_authenticated": _("Log in to go on."),
    "not_found": _("There is no such room."),
    "not_a_participant": _(
        "This session belongs to somebody else's booking. Log in with the account you booked with."
    ),
    "booking_cancelled": _("This session was cancelled."),
    "room_ended": _("This session is over."),
    "booking_not_confirmed": _("This booking is not confirmed yet."),
    "removed": _("You were removed from the session. You cannot go back in by yourself."),
    "not_allowed": _("This session has no time yet, so its room is closed."),
    "too_early": _("The room is not open yet."),
    "consent_required": _("This session is being recorded. Say first whether you agree."),
    "room_full": _("The room is full. Wait here; you enter when a seat is free."),
    "not_ready": _("This recording is not ready yet. Try again in a minute."),
    "link_expired": _("This link has expired. Open the recording again."),
    "legal_hold": _("This recording must be kept for legal reasons; it cannot be deleted."),
    "recording_active": _("This session is being recorded already."),
    "not_recording": _("Nothing is being recorded."),
    "room_empty": _("Only people in the call can start a recording. Join first."),
    "recording_unavailable": _("Recording is not set up on this site."),
    "stream_active": _("This target is on air. Take it off first."),
    "stream_ending": _("The last stream is still ending. Try again in a few seconds."),
    "stream_target_exists": _("This target is in the list, or the list is full: ten at most."),
    "stream_key_lost": _(
        "The key of this target cannot be read any more. Remove the target and add it again."
    ),
    "streaming_not_set_up": _("This site has nothing that could stream. Ask its operator."),
    "csrf_failed": _("This page is out of date. Load it again."),
    "conflict": _("Somebody else changed this at the same moment. Try again."),
    "invalid": _("The request does not say what is needed."),
    "too_large": _("The request is too large."),
    "method_not_allowed": _("This address does not know that method."),
    "throttled": _("Too many tries. Wait a moment, then try again."),
    "livekit_unavailable": _("The video service does not answer. Try again in a few seconds."),
    "storage_unavailable": _("The storage of recordings does not answer. Try again in a few seconds."),
    "database_busy": _("The database is busy. Try again in a few seconds."),
}


#: Words for ways of `not_allowed` that its own do not fit.
ONLY_PRACTITIONERS = _("Only the practitioner of this session may do that.")
PRACTITIONERS_STAY = _("A practitioner cannot be removed from their own session.")
DOWNLOADS_ARE_OFF = _("Recordings can be watched here, but not downloaded.")
NOT_WATCHED_BY_STAFF = _("Staff watch no recordings, unless they are named for one: that is written down.")
NO_RECORDING = _("Recording is switched off for this session.")
NO_CHAT = _("This room has no chat.")
JOIN_TO_WRITE = _("Only people in the call can write. Join first.")
JOIN_TO_REPORT = _("Only people who are in the call, or were, can report on their connection.")
JOIN_TO_READ = _("Only people who joined the session can read its chat. Join first.")

HAS_NO_OUTCOME = _("The session has no outcome: it has not ended, or was moved.")
NOT_OVER_YET = _("Say this when the session is over.")
ONLY_STAFF = _("Only staff may do that.")
FOR_PRACTITIONERS = _("The whole statement is for the practitioner. Your own times are at statement/mine/.")

#: Words about live streaming.
NOT_STREAMED = _("This session may not be streamed live.")
NOBODY_TO_STREAM = _("Nobody is in the room yet. Go in first.")
NOT_STREAMED_WHERE_ASKED = _(
    "In this session everyone is asked before they are recorded. A live stream cannot be taken back, so there is none."
)
TARGET_MAY_COME_LATE = _(
    "This target did not begin in time, and may begin yet. Remove it when the stream to the others is over."
)
NAME_THE_TARGET = _("Give the target a name, of 100 characters at most.")
BAD_STREAM_SERVER = _("Write the server like rtmp://a.rtmp.youtube.com/live2, without the key.")
SECRET_IN_SERVER = _(
    "The server's address holds a name, a password or a key. Write the key in its own field."
)
PRIVATE_STREAM_SERVER = _(
    "This server is not on the internet, but in the site's own network. Ask the operator if it is the right one."
)
BAD_STREAM_KEY = _("Copy the stream key again: it has no spaces and no slash.")

#: Words for what is `invalid` about a decision on an outcome or an objection.
SAY_WHY = _("Say why.")
REASON_TOO_LONG = _("A reason can have 500 characters at most.")
NO_SUCH_OUTCOME = _("Choose another outcome than the one that holds.")
OBJECTION_TOO_LONG = _("One sentence, 500 characters at most.")

#: Words for what is `invalid` about a chat message.
NOTHING_WRITTEN = _("Write something first.")
TOO_LONG = _("A message can have 2,000 characters at most. Shorten it or send two.")
WAS_REMOVED = _("This text was removed with its author's name.")
UNKNOWN_MESSAGE = _("This chat has no such message.")

#: Words about consent to a recording.
NOTHING_ASKED = _("Nothing is being recorded that needs your answer.")
CONSENT_TEXT_CHANGED = _("The text has changed. Read it again, then answer.")


#: Words for `not_authenticated` where no person is to log in.
NEEDS_EGRESS_TOKEN = _("This address is for the recorder: it needs the token that LiveKit gave it.")


class RoomsError(Exception):
    """Base of all errors of this app.

    Args:
        code: a stable key of `MESSAGES`.
        detail: words for people, where those of the code do not say enough.
        retry_at: when trying again makes sense.
    """

    code = "conflict"

    def __init__(
        self, code: str | None = None, detail: str | None = None, *, retry_at: datetime | None = None
    ) -> None:
        self.code = code or self.code
        self.detail = detail or str(MESSAGES.get(self.code, self.code))
        self.retry_at = retry_at
        super().__init__(f"{self.code}: {self.detail}")


class Refused(RoomsError):
    """Access says no; the code says why."""

    code = "not_allowed"


class ConsentRequired(Refused):
    """The session is being recorded, and they have not said yet whether they agree.

    Args:
        consent: what they are asked, as `consent/` answers it.
    """

    code = "consent_required"

    def __init__(self, consent: dict[str, Any]) -> None:
        super().__init__()
        self.consent = consent


class TextOutdated(RoomsError):
    """They answered other words than those that hold now.

    Args:
        consent: what they are asked now; set where it is told to a person.
    """

    code = "conflict"

    def __init__(self, consent: dict[str, Any] | None = None) -> None:
        super().__init__(detail=str(CONSENT_TEXT_CHANGED))
        self.consent = consent


class UnknownSubject(RoomsError, LookupError):
    """The host knows no such booking or session, or there is no such room."""

    code = "not_found"


class NotAllowed(RoomsError):
    """A change of status that has no arrow."""

    code = "conflict"

    def __init__(self, from_status: str, to_status: str) -> None:
        self.from_status, self.to_status = from_status, to_status
        super().__init__(detail=f"A room cannot go from {from_status} to {to_status}.")


class Conflict(RoomsError):
    """Somebody else was faster; trying again may help."""

    code = "conflict"


class LiveKitUnavailable(RoomsError):
    """LiveKit did not answer, refused our keys, or answered with an error of its own.

    Args:
        reason: what went wrong, for operators: it is in `str()`, never in `detail`.
    """

    code = "livekit_unavailable"

    def __init__(
        self,
        code: str | None = None,
        detail: str | None = None,
        *,
        retry_at: datetime | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(code, detail, retry_at=retry_at)
        self.reason = reason
        if reason:
            self.args = (f"{self.code}: {reason}",)


class StorageUnavailable(RoomsError):
    """The storage of recordings did not answer, refused our keys, or did not do what it was asked.

    Args:
        reason: what went wrong, for operators: it is in `str()`, never in `detail`. Neither holds an object's key.
    """

    code = "storage_unavailable"

    def __init__(self, *, reason: str = "") -> None:
        super().__init__()
        self.reason = reason
        if reason:
            self.args = (f"{self.code}: {reason}",)


class NoRecorder(LiveKitUnavailable):
    """LiveKit answered: no recorder does, or none is free."""

    code = "recording_unavailable"


class NoRedis(NoRecorder):
    """This LiveKit has no Redis, and without it no recorder."""


class EgressRefused(RoomsError):
    """LiveKit or a recorder will not do this, however often it is asked.

    Args:
        reason: its words, for operators: they are in `str()`, never in `detail`.
    """

    code = "recording_unavailable"

    def __init__(self, *, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.args = (reason,)


class EgressOver(RoomsError):
    """LiveKit answered: that egress has ended already."""

    code = "not_recording"


class LiveKitNotFound(RoomsError, LookupError):
    """LiveKit answered: there is no such room or participant."""

    code = "not_found"


class Misconfigured(RoomsError, ImproperlyConfigured):
    """A setting is missing or makes no sense.

    Args:
        reason: what is wrong, for operators: it is in `str()`, never in `detail`.
    """

    code = "livekit_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.args = (reason,)
