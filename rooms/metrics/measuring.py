"""The numbers, read from the database: every process answers the same, and none has to remember anything.

The number of queries is constant, and each of them meets rows that are open or waiting only (or an index' end).
"""

from collections import Counter
from datetime import datetime
from math import nan

from django.db.models import Count, Min, Q, Sum

from rooms import beats, tallies
from rooms.metrics.exposition import Metric, Sample
from rooms.models import (
    RECORDING_RUNS,
    Beat,
    Effect,
    EventSource,
    RecordingStatus,
    Room,
    RoomRecording,
    RoomType,
    Status,
    Visit,
    WebhookEvent,
    given_up,
)

#: Of a recording that is not over.
UNDONE = (*RECORDING_RUNS, RecordingStatus.PROCESSING)

OPEN = [status for status in Status if status != Status.ENDED]


def measure(*, at: datetime) -> list[Metric]:
    """Everything that `/metrics` says, in its order."""
    return [
        *_rooms(),
        *_webhooks(at),
        *_effects(at),
        *_statements(at),
        *_recordings(at),
        *_signs_of_life(at),
        *_tallies(),
    ]


def _rooms() -> list[Metric]:
    found = (
        Room.objects.exclude(status=Status.ENDED)
        .order_by()
        .values_list("status", "room_type")
        .annotate(Count("pk"), Sum("participant_count"))
    )
    rooms, people = Counter[tuple[str, str]](), Counter[str]()
    for status, room_type, count, inside in found:
        rooms[status, room_type] += count
        people[room_type] += inside
    return [
        Metric(
            "rooms_open",
            "gauge",
            "Rooms that have not ended: pending (LiveKit has none), active (empty), in_use.",
            tuple(
                Sample(rooms[status, room_type], {"status": status, "type": room_type})
                for status in OPEN
                for room_type in RoomType
            ),
        ),
        Metric(
            "rooms_people_inside",
            "gauge",
            "People inside now, each once however many devices they have.",
            tuple(Sample(people[room_type], {"type": room_type}) for room_type in RoomType),
        ),
        _gauge(
            "rooms_visits_open",
            "Connections that have not ended, by the record.",
            Visit.objects.filter(left_at__isnull=True).count(),
        ),
    ]


def _webhooks(at: datetime) -> list[Metric]:
    # By its key, because there is no index by the moment of arrival alone; the two grow together.
    latest = (
        WebhookEvent.objects.filter(source=EventSource.LIVEKIT)
        .order_by("-pk")
        .values_list("received_at", flat=True)
        .first()
    )
    waiting = WebhookEvent.objects.filter(processed_at__isnull=True).aggregate(
        all=Count("pk"),
        failed=Count("pk", filter=Q(attempts__gt=0)),
        given_up=Count("pk", filter=given_up(at=at)),
        oldest=Min("received_at"),
    )
    return [
        _gauge(
            "rooms_webhook_age_seconds",
            "Since LiveKit last told us anything; NaN before the first time.",
            _age(latest, at),
        ),
        _gauge("rooms_webhooks_waiting", "Events that are stored and not handled yet.", waiting["all"]),
        _gauge("rooms_webhooks_failing", "Those of them that failed at least once.", waiting["failed"]),
        _gauge(
            "rooms_webhooks_left_out",
            "Those that statements do not wait for any more: they have failed for a day.",
            waiting["given_up"],
        ),
        _gauge(
            "rooms_webhook_oldest_waiting_seconds",
            "How long the oldest of them waits; 0 where none does.",
            _waits(waiting["oldest"], at),
        ),
    ]


def _effects(at: datetime) -> list[Metric]:
    found = list(
        Effect.objects.filter(done_at__isnull=True)
        .order_by("kind")
        .values("kind")
        .annotate(
            waiting=Count("pk"),
            # An attempt is counted when it begins: the one under way is no failure.
            failing=Count("pk", filter=~Q(last_error="")),
            stuck=Count("pk", filter=Q(attempts__gte=Effect.STUCK_AFTER)),
            oldest_due=Min("due_at", filter=Q(attempts=0)),
        )
    )
    oldest = min((row["oldest_due"] for row in found if row["oldest_due"]), default=None)
    return [
        Metric(
            "rooms_effects_waiting",
            "gauge",
            "What must still happen outside the database, also what is not due yet.",
            tuple(Sample(row["waiting"], {"kind": row["kind"]}) for row in found),
        ),
        Metric(
            "rooms_effects_failing",
            "gauge",
            "Those of them that failed at least once.",
            tuple(Sample(row["failing"], {"kind": row["kind"]}) for row in found),
        ),
        Metric(
            "rooms_effects_stuck",
            "gauge",
            f"Those of them that failed {Effect.STUCK_AFTER} times or more.",
            tuple(Sample(row["stuck"], {"kind": row["kind"]}) for row in found),
        ),
        _gauge(
            "rooms_effect_oldest_due_seconds",
            "How long the oldest one that is due and was never tried waits; 0 where none does.",
            _waits(oldest, at),
        ),
    ]


def _statements(at: datetime) -> list[Metric]:
    waiting = Room.objects.filter(status=Status.ENDED, final_at__isnull=True).aggregate(
        all=Count("pk"), oldest=Min("ended_at")
    )
    return [
        _gauge("rooms_statements_waiting", "Rooms that ended without a final statement.", waiting["all"]),
        _gauge(
            "rooms_statement_oldest_waiting_seconds",
            "How long ago the first of them ended; 0 where there is none.",
            _waits(waiting["oldest"], at),
        ),
    ]


def _recordings(at: datetime) -> list[Metric]:
    # Only rows with a look to come: by their index.
    rows = (
        RoomRecording.objects.filter(check_at__isnull=False)
        .order_by()
        .values("status")
        .annotate(count=Count("pk"), next_look=Min("check_at"), ended=Min("ended_at"))
    )
    found = {row["status"]: row for row in rows}
    prepared = found.get(str(RecordingStatus.PROCESSING))
    return [
        Metric(
            "rooms_recordings",
            "gauge",
            "Recordings that are not over: asked for, starting, active, ending, being prepared.",
            tuple(
                Sample(found[str(status)]["count"] if str(status) in found else 0, {"status": status})
                for status in UNDONE
            ),
        ),
        _gauge(
            "rooms_recording_look_late_seconds",
            "How late the look at a recording is that is most overdue; more than some seconds: no worker.",
            _waits(min((row["next_look"] for row in found.values()), default=None), at),
        ),
        _gauge(
            "rooms_recording_oldest_prepared_seconds",
            "How long ago the recording ended whose file is waited for longest; 0 where there is none.",
            _waits(prepared["ended"] if prepared is not None else None, at),
        ),
    ]


def _signs_of_life(at: datetime) -> list[Metric]:
    seen = {beat.kind: beat for beat in Beat.objects.all()}
    worker, livekit = seen.get(beats.WORKER), seen.get(beats.LIVEKIT)
    ahead = livekit.ahead_seconds if livekit is not None else None
    return [
        _gauge(
            "rooms_worker_age_seconds",
            "Since the worker's last tick; NaN if it never ticked.",
            _seen(worker, at),
        ),
        _gauge(
            "rooms_livekit_age_seconds",
            "Since the last good reconcile; NaN before the first.",
            _seen(livekit, at),
        ),
        _gauge(
            "rooms_livekit_up",
            "Whether LiveKit answered the last reconcile; NaN before the first.",
            nan if livekit is None else not livekit.is_down,
        ),
        _gauge(
            "rooms_livekit_clock_ahead_seconds",
            "LiveKit's clock minus ours, as the worker measured it; NaN where it has not.",
            nan if ahead is None else ahead,
        ),
    ]


def _tallies() -> list[Metric]:
    counted = tallies.read()

    def metric(name: str, count: str, label: str, means: str) -> Metric:
        counts = dict.fromkeys(tallies.KNOWN_LABELS[count], 0) | {
            what: value for (tally, what), value in counted.items() if tally == count
        }
        samples = tuple(Sample(value, {label: what}) for what, value in counts.items())
        return Metric(name, "counter", means, samples)

    return [
        metric(
            "rooms_reconcile_repairs_total",
            tallies.RECONCILE_REPAIR,
            "kind",
            "What a comparison with LiveKit put right in the record.",
        ),
        metric(
            "rooms_join_refused_total",
            tallies.JOIN_REFUSED,
            "code",
            "Who asked to come in and may not, by the code they were told.",
        ),
        metric(
            "rooms_recordings_ended_total",
            tallies.RECORDING_ENDED,
            "how",
            "Recordings by how they came out: ready (complete), short (ready, and something is missing), failed, or "
            "given up (people decided so).",
        ),
        metric(
            "rooms_token_failed_total",
            tallies.TOKEN_FAILED,
            "code",
            "Who may come in, or might have, and got no token.",
        ),
    ]


def _gauge(name: str, means: str, value: float) -> Metric:
    return Metric(name, "gauge", means, (Sample(value),))


def _seen(beat: Beat | None, at: datetime) -> float:
    return _age(None if beat is None else beat.seen_at, at)


def _age(moment: datetime | None, at: datetime) -> float:
    return nan if moment is None else _waits(moment, at)


def _waits(since: datetime | None, at: datetime) -> float:
    return 0.0 if since is None else max(0.0, (at - since).total_seconds())
