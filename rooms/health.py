"""`GET /healthz`: may traffic come here? 200 or 503, and why."""

import logging

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms import beats, livekit
from rooms.exceptions import LiveKitUnavailable, Misconfigured
from rooms.models import Effect
from rooms.recordings.answering import recorder_health

logger = logging.getLogger("rooms.health")


@never_cache
@require_safe
@transaction.non_atomic_requests  # no lock while LiveKit is asked, and a busy database is said, not raised
def healthz(request: HttpRequest) -> JsonResponse:
    """Stuck effects, and a recorder that is away, are to be looked at, not a reason to take traffic away."""
    database, worker, stuck = _database_and_worker()
    report: dict[str, object] = {"database": database, "livekit": _livekit(), "worker": worker}
    healthy = all(value == "ok" for value in report.values())
    recorder = recorder_health()
    recording = {} if recorder is None else {"recorder": recorder}
    return JsonResponse({**report, **recording, "stuck_effects": stuck}, status=200 if healthy else 503)


def _database_and_worker() -> tuple[str, str, int | None]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat = beats.get(beats.WORKER)
        stuck = Effect.objects.filter(done_at__isnull=True, attempts__gte=Effect.STUCK_AFTER).count()
    except DatabaseError as error:
        logger.warning("the database does not answer: %s", type(error).__name__)
        return "does not answer", "unknown", None
    if beat is None:
        return "ok", "never seen; start `manage.py rooms_worker`", stuck
    silent = timezone.now() - beat.seen_at
    if silent > beats.WORKER_SILENT:
        return "ok", f"silent for {silent.total_seconds():.0f} s", stuck
    return "ok", "ok", stuck


def _livekit() -> str:
    try:
        livekit.list_rooms(["rooms-healthz"], timeout=2)
    except LiveKitUnavailable as error:
        return error.detail
    except Misconfigured as error:
        return error.reason
    return "ok"
