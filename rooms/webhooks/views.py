"""`POST /api/webhooks/livekit/`: verify, store, answer, handle."""

import json
import logging

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from rooms import inbox
from rooms.exceptions import MESSAGES, Misconfigured
from rooms.inbox import UnreadableEvent
from rooms.models import WebhookEvent
from rooms.webhooks.verify import BadSignature, verify

logger = logging.getLogger("rooms.webhooks")

#: LiveKit's events are some kilobytes; nobody else has to be listened to for long.
LARGEST_BODY = 1024 * 1024


@csrf_exempt
@transaction.non_atomic_requests  # the stored event must outlive a handler that fails
def livekit_webhook(request: HttpRequest) -> HttpResponse:
    """Answer 200 as soon as the event is stored: LiveKit repeats only connection errors, 5xx and 429."""
    if request.method != "POST":
        response = _error("method_not_allowed", 405)
        response["Allow"] = "POST"
        return response
    try:
        # One byte more than allowed, whatever length the request declares (a chunked one declares none).
        raw = request.read(LARGEST_BODY + 1)
    except UnreadablePostError:
        return _error("invalid", 400)
    if len(raw) > LARGEST_BODY:
        return _error("too_large", 413)
    try:
        signed_at = verify(raw, request.headers.get("Authorization", ""))
    except BadSignature as error:
        logger.warning("a webhook was refused: %s", error.detail)
        return _error(error.code, 401, error.detail)
    except Misconfigured as error:
        logger.error("a webhook cannot be checked: %s", error.reason)
        return _error(error.code, 503)
    try:
        row = inbox.store(json.loads(raw), signed_at=signed_at)
    except (UnreadableEvent, ValueError, RecursionError):
        # Signed, but nothing we can read; a repetition would not change that.
        logger.warning("a signed webhook of %d bytes is not an event", len(raw))
        return _error("invalid", 400)
    except (OperationalError, InterfaceError) as error:
        logger.warning("a webhook could not be stored, LiveKit will send it again: %s", type(error).__name__)
        return _error("database_busy", 503)
    return HttpResponse(status=200) if row is None else Stored(row)


class Stored(HttpResponse):
    """What LiveKit waits for: the event is stored. It is handled when the server has sent that, and closes it.

    So the answer is as quick as a row is written, and what was told is in the ledger some milliseconds later, without a
    thread or a worker of its own. Where a process dies in between, or a middleware puts another response in its place,
    the worker finds the event unhandled.
    """

    def __init__(self, row: WebhookEvent) -> None:
        super().__init__(status=200)
        self._row = row

    def close(self) -> None:
        # Before Django's own: that gives the connection to the database back, whatever happened.
        try:
            inbox.process(self._row, at=timezone.now())
        finally:
            super().close()


def _error(code: str, status: int, detail: str | None = None) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail or str(MESSAGES[code])}, status=status)
