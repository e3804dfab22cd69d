"""The one place where errors become HTTP answers: `{code, detail, retry_at?}`, whatever the host's own
exception handler does."""

import logging
import math
from datetime import UTC, timedelta

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils import timezone
from rest_framework import exceptions as drf
from rest_framework.response import Response

from rooms.exceptions import MESSAGES, ConsentRequired, RoomsError, TextOutdated

logger = logging.getLogger("rooms.api")

STATUS_BY_CODE = {
    "not_authenticated": 401,
    "not_a_participant": 403,
    "booking_cancelled": 403,
    "booking_not_confirmed": 403,
    "removed": 403,
    "not_allowed": 403,
    "too_early": 403,
    "csrf_failed": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "consent_required": 409,
    "room_empty": 409,
    "stream_active": 409,
    "stream_ending": 409,
    "stream_target_exists": 409,
    "stream_key_lost": 409,
    "streaming_not_set_up": 503,
    "room_full": 409,
    "recording_active": 409,
    "not_recording": 404,
    "recording_unavailable": 503,
    "conflict": 409,
    "not_ready": 409,
    "legal_hold": 409,
    "room_ended": 410,
    "link_expired": 410,
    "too_large": 413,
    "invalid": 400,
    "throttled": 429,
    "livekit_unavailable": 503,
    "storage_unavailable": 503,
    "database_busy": 503,
}


class TooLarge(RoomsError):
    code = "too_large"


class Invalid(RoomsError):
    code = "invalid"


def answer_for(error: Exception) -> Response | None:
    """The answer to an error; None for one that is a bug of ours (it stays a 500, and is logged)."""
    found = _translate(error)
    if found is None:
        return None
    status = STATUS_BY_CODE[found.code]
    body: dict[str, object] = {"code": found.code, "detail": found.detail}
    if found.retry_at is not None:
        body["retry_at"] = found.retry_at.astimezone(UTC)
    if isinstance(found, ConsentRequired | TextOutdated):
        body["consent"] = found.consent
    response = Response(body, status=status)
    if status == 503:
        logger.warning("%s: %s", found.code, type(error).__name__)
        response["Retry-After"] = "2"
    elif found.retry_at is not None:
        wait = (found.retry_at - timezone.now()).total_seconds()
        response["Retry-After"] = str(max(1, math.ceil(wait)))
    return response


def _translate(error: Exception) -> RoomsError | None:
    if isinstance(error, RoomsError):
        return error if error.code in STATUS_BY_CODE else RoomsError("conflict", error.detail)
    if isinstance(error, OperationalError | InterfaceError):
        return RoomsError("database_busy")
    if isinstance(error, drf.Throttled):
        wait = timedelta(seconds=getattr(error, "wait", None) or 1)
        return RoomsError("throttled", retry_at=timezone.now() + wait)
    if isinstance(error, drf.NotAuthenticated | drf.AuthenticationFailed):
        return RoomsError("not_authenticated")
    if isinstance(error, drf.PermissionDenied | PermissionDenied):
        return RoomsError("csrf_failed" if "CSRF" in str(error) else "not_allowed")
    if isinstance(error, RequestDataTooBig):
        return RoomsError("too_large")
    if isinstance(error, RecursionError):  # JSON that is nested thousands deep
        return RoomsError("invalid")
    if isinstance(error, drf.NotFound | Http404):
        return RoomsError("not_found")
    if isinstance(error, drf.MethodNotAllowed):
        return RoomsError("method_not_allowed")
    if isinstance(error, drf.APIException):  # parse errors, media types, invalid fields
        return RoomsError("invalid", str(MESSAGES["invalid"]))
    return None
