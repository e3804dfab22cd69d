"""Gives out recordings from local disk: to whoever has a link, a part at a time, as players ask for them.

The link is all that is asked for: no cookie, no account. What it stands for is looked up in the database, so that no
path ever comes from outside, and looked up again while it is played, so that a deletion ends that, too.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from time import monotonic
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from rooms.exceptions import MESSAGES, Misconfigured, StorageUnavailable, UnknownSubject
from rooms.models import RecordingView, ViewKind
from rooms.recordings import links, storage
from rooms.recordings.links import LinkExpired
from rooms.recordings.ranges import Part, Unsatisfiable, part_of
from rooms.recordings.storage.local_disk import OpenFile

logger = logging.getLogger("rooms.recordings")

#: Sent at once.
PIECE = 256 * 1024
#: A link is dead within five seconds of a deletion, also one that is being played.
LOOKED_UP_AGAIN_SECONDS = 2.0

_Answer = TypeVar("_Answer", bound=HttpResponseBase)

TYPES = {"mp4": "video/mp4", "ogg": "audio/ogg"}


# Nothing is changed here, and a refusal of Django's own would write the link into the log.
@csrf_exempt
@transaction.non_atomic_requests
def media(request: HttpRequest, signed: str) -> HttpResponseBase:
    """The recording of a link of ours, whole or the part that `Range` asks for."""
    if request.method not in {"GET", "HEAD"}:
        refusal = _refusal(405, str(MESSAGES["method_not_allowed"]))
        refusal["Allow"] = "GET, HEAD"
        return refusal
    try:
        view = links.follow(signed, at=timezone.now())
        disk = storage.local()
        if disk is None:  # kept in a bucket since: the link was one of before
            raise UnknownSubject
        file = disk.open(view.recording.storage_key)
    except LinkExpired:
        return _refusal(410, str(MESSAGES["link_expired"]))
    except (UnknownSubject, FileNotFoundError):
        return _refusal(404, _("There is no such recording."))
    except (StorageUnavailable, Misconfigured) as error:
        logger.warning("a recording cannot be played: %s", error)
        return _refusal(503, str(MESSAGES["storage_unavailable"]))
    return _answer(request, signed, view, file)


def _answer(request: HttpRequest, signed: str, view: RecordingView, file: OpenFile) -> HttpResponseBase:
    etag = f'"{view.recording_id.hex}-{file.size:x}-{file.modified_ns:x}"'
    try:
        part = part_of(_range_of(request, etag), file.size)
    except Unsatisfiable:
        file.close()
        answer = _refusal(416, _("The recording is shorter."))
        answer["Content-Range"] = f"bytes */{file.size}"
        return answer
    status, given = (200, Part(0, file.size - 1)) if part is None else (206, part)
    if request.method == "HEAD":
        file.close()
        found: HttpResponseBase = HttpResponse(status=status)
    else:
        playing = Playing(signed, file, given)
        is_async = isinstance(request, ASGIRequest)
        found = StreamingHttpResponse(PlayingAsync(playing) if is_async else playing, status=status)
        _let_go_of_database()
    name = view.recording.storage_key.rpartition("/")[2]
    found["Content-Type"] = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    found["Content-Length"] = str(given.length)
    found["Content-Disposition"] = (
        content_disposition_header(view.kind == ViewKind.DOWNLOAD, name) or "inline"
    )
    if part is not None:
        found["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    found["Accept-Ranges"] = "bytes"
    found["ETag"] = etag
    # A middleware that compresses would take length and parts away.
    found["Content-Encoding"] = "identity"
    return _private(found)


def _range_of(request: HttpRequest, etag: str) -> str:
    """What is asked for, unless it is a part of another file than this."""
    only_if = request.headers.get("If-Range")
    return "" if only_if is not None and only_if.strip() != etag else request.headers.get("Range", "")


class Playing(Iterator[bytes]):
    """A part of a file, piece by piece. Ends early where the recording was deleted, or may not be watched any more:
    the server then breaks off the connection."""

    def __init__(self, signed: str, file: OpenFile, part: Part) -> None:
        self._signed, self._file = signed, file
        self._at, self._end = part.first, part.last + 1
        self._looked_up = monotonic()

    def __next__(self) -> bytes:
        if self._at >= self._end or not self._may_go_on():
            raise StopIteration
        piece = self._file.read_at(self._at, min(PIECE, self._end - self._at))
        if not piece:
            raise StopIteration
        self._at += len(piece)
        return piece

    def close(self) -> None:
        """Called by Django, also where nobody ever asked for the first piece."""
        self._file.close()

    def _may_go_on(self) -> bool:
        if monotonic() - self._looked_up <= LOOKED_UP_AGAIN_SECONDS:
            return True
        stands = links.stands(self._signed)
        self._looked_up = monotonic()
        _let_go_of_database()
        return stands


class PlayingAsync(AsyncIterator[bytes]):
    """The same under ASGI, where Django would read a plain iterator to its end before it sends anything."""

    def __init__(self, playing: Playing) -> None:
        self._playing = playing

    async def __anext__(self) -> bytes:
        piece = await sync_to_async(_next)(self._playing)
        if piece is None:
            raise StopAsyncIteration
        return piece

    def close(self) -> None:
        self._playing.close()


def _next(playing: Playing) -> bytes | None:
    return next(playing, None)


def _let_go_of_database() -> None:
    """Whoever watches for an hour must not keep a connection of the pool meanwhile."""
    if not connection.in_atomic_block:
        connection.close()


def _refusal(status: int, words: str) -> HttpResponse:
    answer = HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
    # Django logs the address of what is refused, and that may be a link that still works.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return _private(answer)


def _private(answer: _Answer) -> _Answer:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    # Should a browser take it for a page, that may do nothing.
    answer["Content-Security-Policy"] = (
        "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    )
    return answer
