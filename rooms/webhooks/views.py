"""`POST /api/webhooks/livekit/`: verify, store, handle, answer."""

import json
import logging

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from rooms.exceptions import MESSAGES
from rooms.webhooks import inbox
from rooms.webhooks.events import UnreadableEvent
from rooms.webhooks.verify import BadSignature, verify

logger = logging.getLogger("rooms.webhooks")

#: LiveKit's events are some kilobytes; nobody else has to be listened to for long.
LARGEST_BODY = 1024 * 1024


@csrf_exempt
@transaction.non_atomic_requests  # the stored event must outlive a handler that fails
def livekit_webhook(request: HttpRequest) -> HttpResponse:
    """Answer 200 as soon as the event is stored: LiveKit repeats only connection errors, 5xx and 429."""
    if request.method != "POST":
        return _error("method_not_allowed", 405)
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return _error("too_large", 413)
    try:
        raw = request.body
    except (RequestDataTooBig, RawPostDataException):
        return _error("too_large", 413)
    try:
        verify(raw, request.headers.get("Authorization", ""))
    except BadSignature as error:
        logger.warning("a webhook was refused: %s", error.detail)
        return _error(error.code, 401, error.detail)
    try:
        row = inbox.store(json.loads(raw))
    except (UnreadableEvent, ValueError, RecursionError, AttributeError):
        # Signed, but nothing we can read; a repetition would not change that.
        logger.warning("a signed webhook of %d bytes is not an event", len(raw))
        return _error("invalid", 400)
    except OperationalError:
        logger.exception("a webhook could not be stored; LiveKit will send it again")
        return _error("database_busy", 503)
    if row is not None:
        inbox.process(row, at=timezone.now())
    return HttpResponse(status=200)


def _error(code: str, status: int, detail: str | None = None) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail or str(MESSAGES[code])}, status=status)
