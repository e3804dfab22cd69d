"""Signs of life: the worker's, and LiveKit's as the reconcile saw it. The only writer of `Beat`."""

from datetime import datetime, timedelta

from rooms.models import Beat

WORKER, LIVEKIT = "worker", "livekit"

#: A pause in the ticks that counts as a restart of the worker: what happened meanwhile is unknown.
WORKER_PAUSE = timedelta(seconds=60)


def worker_ticks(*, at: datetime, started: bool = False) -> Beat:
    """Note a tick.

    Args:
        started: the process has just begun.
    """
    beat, _ = Beat.objects.get_or_create(kind=WORKER, defaults={"seen_at": at, "since": at})
    if started or at - beat.seen_at > WORKER_PAUSE:
        beat.since = at
    beat.seen_at = max(at, beat.seen_at)
    beat.save()
    return beat


def livekit_answered(*, at: datetime) -> Beat:
    """Note a good reconcile; after an outage it begins a new run."""
    beat, _ = Beat.objects.get_or_create(kind=LIVEKIT, defaults={"seen_at": at, "since": at})
    if beat.is_down:
        beat.is_down, beat.since = False, at
    beat.seen_at = max(at, beat.seen_at)
    beat.save()
    return beat


def livekit_is_down(*, at: datetime) -> None:
    Beat.objects.update_or_create(
        kind=LIVEKIT,
        defaults={"is_down": True},
        create_defaults={"is_down": True, "seen_at": at, "since": at},
    )


def get(kind: str) -> Beat | None:
    return Beat.objects.filter(kind=kind).first()
