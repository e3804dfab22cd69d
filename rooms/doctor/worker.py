from datetime import timedelta

from django.utils import timezone

from rooms import beats
from rooms.conf import conf
from rooms.doctor.finding import Finding, well, wrong

START = "manage.py rooms_worker (or call rooms.worker.tick() each second)"


def look() -> Finding:
    """It ticks, and compares the rooms with LiveKit."""
    now = timezone.now()
    worker = beats.get(beats.WORKER)
    if worker is None:
        return wrong("it has never run: no room closes, and nobody is told", f"Start {START}.")
    silent = now - worker.seen_at
    if silent > beats.WORKER_SILENT:
        return wrong(
            f"silent for {_words(silent)}: no room closes, and nobody is told",
            f"Start {START}; it catches up.",
        )
    livekit = beats.get(beats.LIVEKIT)
    patience = beats.WORKER_SILENT + 3 * conf.reconcile_interval
    if livekit is None and now - worker.since > patience:
        return wrong(
            "it ticks, but never compared the rooms with LiveKit", "Read why: manage.py rooms_reconcile"
        )
    if livekit is not None and now - livekit.seen_at > patience and now - worker.since > patience:
        return wrong(
            f"it ticks, but LiveKit last answered it {_words(now - livekit.seen_at)} ago",
            "Read why: manage.py rooms_reconcile",
        )
    return well(f"ticked {silent.total_seconds():.0f} s ago")


def _words(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    return (
        f"{seconds} s"
        if seconds < 120
        else f"{seconds // 60} min"
        if seconds < 7200
        else f"{seconds // 3600} h"
    )
