"""The outbox: everything that must still happen outside the database.

`queue` is called in the transaction that decides something; the worker runs what is due, each effect under a
lease, so that any number of workers may run at once and a crash between any two steps costs a repetition, never
an effect. There is no order between effects. Handlers belong to the owners above and register here.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from rooms.models import Effect, Room

logger = logging.getLogger("rooms.effects")

Handler = Callable[[Effect], None]

LEASE = timedelta(seconds=60)
LONGEST_BACKOFF = timedelta(minutes=5)

_handlers: dict[str, tuple[Handler, bool]] = {}


def handler(kind: str, *, in_transaction: bool = False) -> Callable[[Handler], Handler]:
    """Register what runs effects of a kind. It must be safe to run twice; it raises when it has to be tried again.

    Args:
        in_transaction: run it in one transaction with its done mark. For database work only: then it happens
            exactly once.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = (function, in_transaction)
        return function

    return register


def queue(
    kind: str,
    key: str,
    *,
    room: Room | None = None,
    payload: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Write an effect into the current transaction; the same key again does nothing.

    Args:
        kind: what its handler is registered under.
        key: names the occasion (participant SID, room SID, version …), unique for ever.
        expires_at: from then on it is not worth doing.
    """
    effect = Effect(
        kind=kind,
        key=f"{kind}:{key}",
        room=room,
        payload=dict(payload or {}),
        due_at=due_at or timezone.now(),
        expires_at=expires_at,
    )
    Effect.objects.bulk_create([effect], ignore_conflicts=True)


def run_due(*, at: datetime, limit: int = 50, between: Callable[[], None] | None = None) -> int:
    """Run what is due, oldest first.

    Args:
        limit: at most so many; the next tick goes on.
        between: called after each, so that a long backlog does not look like a dead worker.

    Returns:
        How many were tried.
    """
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    due = Effect.objects.filter(free, done_at__isnull=True, due_at__lte=at).order_by("due_at", "id")
    tried = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        tried += _run(pk, at=at)
        if between is not None:
            between()
    return tried


def make_due(chosen: QuerySet[Effect], *, at: datetime) -> int:
    """An operator mended the cause: the worker tries these at its next look. Returns how many."""
    return chosen.filter(done_at__isnull=True).update(due_at=at, lease_until=None)


def run_now(keys: Iterable[str], *, at: datetime) -> None:
    """Try effects at once, in the request that made them; what fails is the worker's."""
    for pk in list(
        Effect.objects.filter(key__in=list(keys), done_at__isnull=True).values_list("pk", flat=True)
    ):
        _run(pk, at=at)


def _run(pk: int, *, at: datetime) -> bool:
    """Claim one effect and run it; False where another worker was faster."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    claimed = Effect.objects.filter(free, pk=pk, done_at__isnull=True).update(
        lease_until=at + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    effect = Effect.objects.select_related("room").get(pk=pk)
    if effect.expires_at is not None and effect.expires_at <= at:
        _finish(effect, at=at, expired=True)
        logger.info("effect %s expired", effect.pk)
        return True
    try:
        _handle(effect, at=at)
    except Exception as error:  # noqa: BLE001  the outbox's edge: whatever went wrong is stored on the row
        delay = min(timedelta(seconds=2 ** min(effect.attempts, 9)), LONGEST_BACKOFF)
        Effect.objects.filter(pk=pk).update(
            lease_until=None, due_at=at + delay, last_error=f"{type(error).__name__}: {error}"[:2000]
        )
        log = logger.error if effect.attempts == Effect.STUCK_AFTER else logger.warning
        log(
            "effect %s (%s) failed, try %d: %s", effect.pk, effect.kind, effect.attempts, type(error).__name__
        )
    return True


def _handle(effect: Effect, *, at: datetime) -> None:
    function, in_transaction = _handlers[effect.kind]
    if not in_transaction:
        function(effect)
        _finish(effect, at=at)
        return
    with transaction.atomic():
        # The row is locked and looked at again: two workers whose lease ran out must not both tell the host.
        locked = Effect.objects.select_for_update().get(pk=effect.pk)
        if locked.done_at is not None:
            return
        function(effect)
        _finish(effect, at=at)


def _finish(effect: Effect, *, at: datetime, expired: bool = False) -> None:
    Effect.objects.filter(pk=effect.pk).update(
        done_at=at, expired=expired, lease_until=None, last_error=effect.last_error if expired else ""
    )
