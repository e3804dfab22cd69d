"""Links to recordings that work by themselves, for a quarter of an hour at most.

In a bucket they are presigned by it; on local disk they are ours, and are checked against what holds now at each
request. Each link that is given out is a view, and written down: asking again for the same one is none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.urls import reverse

from rooms.conf import conf
from rooms.exceptions import DOWNLOADS_ARE_OFF, Refused, RoomsError, UnknownSubject
from rooms.models import RecordingStatus, RecordingView, RoomRecording, ViewKind
from rooms.recordings import storage
from rooms.recordings.access import Rights, Way
from rooms.recordings.locking import locked

SALT = "rooms.recordings.link"


@dataclass(frozen=True)
class Link:
    """Attributes:
    url: absolute where the storage serves it; a path of ours where we do.
    """

    url: str
    expires_at: datetime


class LinkExpired(RoomsError):
    """It was a good one, and its time is over."""

    code = "link_expired"


def give(recording: RoomRecording, user: Any, rights: Rights, kind: ViewKind, *, at: datetime) -> Link:
    """A link for somebody who may watch, and the row that says that they were given it.

    Args:
        rights: of `user`, as they are today.

    Raises:
        UnknownSubject: it was deleted, or they may not know of it.
        RoomsError: `not_ready`.
        Refused: `not_allowed`: nobody may download here.
    """
    if rights.way is None:
        raise UnknownSubject
    if kind == ViewKind.DOWNLOAD and not conf.recording_download:
        raise Refused("not_allowed", str(DOWNLOADS_ARE_OFF))
    expires_at = at + conf.recording_link
    key = recording.storage_key
    saved_as = key.rpartition("/")[2] if kind == ViewKind.DOWNLOAD else None
    # Keys of a storage may themselves have to be asked for over the network: not in the transaction.
    presigned = storage.presigned(key, lasts=conf.recording_link, file_name=saved_as)
    # Under the lock: whoever deletes it meanwhile comes before us, and there is no link, or after, and it is dead.
    with locked(recording.pk) as found:
        if found.status != RecordingStatus.READY:
            raise RoomsError("not_ready")
        view = RecordingView.objects.create(
            recording=found, user=user, user_ref=str(user.pk), kind=kind, at=at
        )
    return Link(presigned or _ours(view, rights.way, expires_at), expires_at)


def _ours(view: RecordingView, way: Way, expires_at: datetime) -> str:
    said = [view.pk, way, int(expires_at.timestamp())]
    return reverse("rooms_recording_media", args=[signing.Signer(salt=SALT).sign_object(said)])


def follow(signed: str, *, at: datetime) -> RecordingView:
    """What a link of ours stands for, if it still does: with its recording.

    Raises:
        UnknownSubject: it is none of ours, or the recording was deleted, or is shared with them no more.
        LinkExpired.
    """
    number, way, expires = _read(signed)
    if at >= datetime.fromtimestamp(expires, UTC):
        raise LinkExpired
    view = _view_of(number, way)
    if view is None:
        raise UnknownSubject
    return view


def stands(signed: str) -> bool:
    """Whether what is being played may be played on, though the time of its link may be over by now."""
    number, way, _ = _read(signed)
    return _view_of(number, way) is not None


def _read(signed: str) -> tuple[int, Way, int]:
    try:
        number, way, expires = signing.Signer(salt=SALT).unsign_object(signed)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnknownSubject from error
    return number, way, expires


def _view_of(number: int, way: Way) -> RecordingView | None:
    """None where the recording may not be watched any more, by who was given the link."""
    view = RecordingView.objects.select_related("recording").filter(pk=number).first()
    if view is None:
        return None
    recording = view.recording
    if recording.deletion_requested_at is not None or recording.status != RecordingStatus.READY:
        return None
    if way == "client":
        return view if recording.shared else None
    if way == "named":
        return view if recording.access.filter(user=view.user_id).exists() else None
    return view
