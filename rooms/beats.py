"""Signs of life: the worker's, and LiveKit's as the reconcile saw it. The only writer of `Beat`."""

from datetime import datetime, timedelta

from rooms.models import Beat

WORKER, LIVEKIT = "worker", "livekit"

#: So long a silence is a worker that is gone: it ticks every second, and a tick may wait for LiveKit's time limit.
WORKER_SILENT = timedelta(seconds=20)

#: A pause in the ticks that counts as a restart of the worker: what happened meanwhile is unknown.
WORKER_PAUSE = timedelta(seconds=60)


def worker_ticks(*, at: datetime, started: bool = False) -> None:
    """Note a tick.

    Args:
        started: the process has just begun.
    """
    Beat.objects.get_or_create(kind=WORKER, defaults={"seen_at": at, "since": at})
    run_begins = Beat.objects.filter(kind=WORKER)
    if not started:
        run_begins = run_begins.filter(seen_at__lt=at - WORKER_PAUSE)
    run_begins.update(since=at)
    Beat.objects.filter(kind=WORKER, seen_at__lt=at).update(seen_at=at)


def livekit_answered(*, at: datetime) -> None:
    """Note a good reconcile; after an outage it begins a new run.

    Args:
        at: when it began to ask. It ends no outage that was found since: another worker's pass may have overtaken it.

    Each note is one conditional UPDATE: several workers write here, and none may undo what another has seen.
    """
    Beat.objects.get_or_create(kind=LIVEKIT, defaults={"seen_at": at, "since": at})
    Beat.objects.filter(kind=LIVEKIT, is_down=True, down_at__lte=at).update(is_down=False, since=at)
    Beat.objects.filter(kind=LIVEKIT, seen_at__lt=at).update(seen_at=at)


def livekit_is_down(*, at: datetime) -> None:
    """Note that it did not answer. The first such moment of an outage is kept: by then LiveKit was gone."""
    Beat.objects.get_or_create(kind=LIVEKIT, defaults={"seen_at": at, "since": at})
    Beat.objects.filter(kind=LIVEKIT, is_down=False).update(is_down=True, down_at=at)


def livekit_clock_is_ahead(*, seconds: float) -> None:
    """Note LiveKit's clock minus ours."""
    Beat.objects.filter(kind=LIVEKIT).update(ahead_seconds=seconds)


def get(kind: str) -> Beat | None:
    return Beat.objects.filter(kind=kind).first()
