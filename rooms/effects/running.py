"""Runs what is due, each effect under a lease; what fails is tried again."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from time import monotonic
from typing import Literal

from django.db import OperationalError, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from rooms.exceptions import LiveKitUnavailable, StorageUnavailable
from rooms.models import Effect

logger = logging.getLogger("rooms.effects")

Handler = Callable[[Effect], None]

LEASE = timedelta(seconds=60)
LONGEST_BACKOFF = timedelta(minutes=5)

_handlers: dict[str, tuple[Handler, bool]] = {}
_patient: set[str] = set()
_slow: set[str] = set()
_asks_storage: set[str] = set()

#: Of whom nothing is to be had for the moment: whatever else asks them would hang as long.
UNAVAILABLE = (LiveKitUnavailable, StorageUnavailable)

#: Which effects somebody runs: all, those that take up to half a minute, or the others.
Which = Literal["all", "quick", "slow"]


def handler(
    kind: str,
    *,
    in_transaction: bool = False,
    is_patient: bool = False,
    is_slow: bool = False,
    asks_storage: bool = False,
) -> Callable[[Handler], Handler]:
    """Register what runs effects of a kind. It must be safe to run twice; it raises when it has to be tried again.

    Args:
        in_transaction: run it in one transaction with its done mark. For database work only: then it happens
            exactly once.
        is_patient: whatever else is due comes first, because a crowd makes a thousand of these in one moment.
        is_slow: it may take up to half a minute; a worker that has a thread for these keeps ticking meanwhile.
        asks_storage: slow, and behind all else: nobody waits for it, and a storage that is down lets it hang.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = (function, in_transaction)
        if is_patient:
            _patient.add(kind)
        if is_slow or asks_storage:
            _slow.add(kind)
        if asks_storage:
            _asks_storage.add(kind)
        return function

    return register


def began_at(effect: Effect) -> datetime:
    """For handlers: when this try of it began, by the clock of whoever runs it."""
    return effect.lease_until - LEASE if effect.lease_until is not None else timezone.now()


def run_due(
    *,
    at: datetime,
    limit: int = 50,
    between: Callable[[], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    which: Which = "all",
) -> int:
    """Run what is due, oldest first; patient kinds later, slow ones after them, and what asks the storage last.

    Where LiveKit or the storage does not answer, the rest of that kind waits for the next tick: fifty calls that hang
    must not keep the host from being told, nor must a hundred that wait for it. After each one that asked the storage
    it is looked anew what is due: a recording may have to be started meanwhile.

    Args:
        limit: at most so many; the next tick goes on.
        between: called after each, so that a long backlog does not look like a dead worker.
        should_stop: asked before each; what is left out then stays due.
        which: what somebody else runs meanwhile is left to them.

    Returns:
        How many were tried.
    """
    clock = Clock(at)
    tried, resting, looked_at = 0, set[str](), at
    while True:
        resting_before, is_to_look = len(resting), False
        for pk, kind in _due(looked_at, which=which, without=resting, limit=limit - tried):
            if should_stop():
                return tried
            if kind in resting:
                continue
            result = _run(pk, clock)
            tried += result != "taken"
            if result == "unavailable":
                resting.add(kind)
            if between is not None:
                between()
            if kind in _asks_storage:
                is_to_look, looked_at = True, clock.now()
                break
        if len(resting) == resting_before and not is_to_look:
            return tried
        # What rests took the places of others.


def _due(at: datetime, *, which: Which, without: Collection[str], limit: int) -> list[tuple[int, str]]:
    due = Effect.objects.filter(_free(at), done_at__isnull=True, due_at__lte=at).exclude(kind__in=without)
    if which != "all":
        due = due.filter(kind__in=_slow) if which == "slow" else due.exclude(kind__in=_slow)
    comes_last = Case(
        When(kind__in=_asks_storage, then=3),
        When(kind__in=_slow, then=2),
        When(kind__in=_patient, then=1),
        default=0,
    )
    return list(due.order_by(comes_last, "due_at", "id").values_list("pk", "kind")[:limit])


def run_now(keys: Iterable[str], *, at: datetime) -> None:
    """Try effects at once, in the request that made them, after its commit; what fails is the worker's."""
    clock = Clock(at)
    try:
        waiting = Effect.objects.filter(key__in=list(keys), done_at__isnull=True).order_by("id")
        for pk in list(waiting.values_list("pk", flat=True)):
            if _run(pk, clock) == "unavailable":
                break  # the caller's limit is spent
    except OperationalError as error:
        # What was decided is committed: a busy database must not make it look refused.
        logger.warning("effects are left to the worker: %s", type(error).__name__)


class Clock:
    """The time that a pass began with, and what has gone by since: a lease must not be born old."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=monotonic() - self._started)


def _free(at: datetime) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lt=at)


def _run(pk: int, clock: Clock) -> Literal["taken", "done", "failed", "unavailable"]:
    """Claim one effect and run it; `taken` where another worker was faster."""
    at = clock.now()
    claimed = Effect.objects.filter(_free(at), pk=pk, done_at__isnull=True).update(
        lease_until=at + LEASE, attempts=F("attempts") + 1
    )
    effect = Effect.objects.select_related("room").filter(pk=pk).first() if claimed else None
    if effect is None:
        return "taken"
    if effect.expires_at is not None and effect.expires_at <= at:
        _finish(effect, at=at, expired=True)
        # One that failed never happened, and will not: a signal, say, of which nobody else tells its receiver.
        log = logger.warning if effect.last_error else logger.info
        log("effect %s (%s) expired, failed %d times", effect.pk, effect.kind, effect.attempts - 1)
        return "done"
    try:
        _handle(effect, clock)
    except Exception as error:  # noqa: BLE001  the outbox's edge: whatever went wrong is stored on the row
        _note_failure(effect, error, at=clock.now())
        return "unavailable" if isinstance(error, UNAVAILABLE) else "failed"
    return "done"


def _note_failure(effect: Effect, error: Exception, *, at: datetime) -> None:
    delay = min(timedelta(seconds=2 ** min(effect.attempts, 9)), LONGEST_BACKOFF)
    # Somebody else may have done it meanwhile, if it took longer than its lease: their mark stays.
    Effect.objects.filter(pk=effect.pk, done_at__isnull=True).update(
        lease_until=None, due_at=at + delay, last_error=f"{type(error).__name__}: {error}"[:2000]
    )
    log = logger.error if effect.attempts == Effect.STUCK_AFTER else logger.warning
    log("effect %s (%s) failed, try %d: %s", effect.pk, effect.kind, effect.attempts, type(error).__name__)


def _handle(effect: Effect, clock: Clock) -> None:
    function, in_transaction = _handlers[effect.kind]
    if not in_transaction:
        function(effect)
        _finish(effect, at=clock.now())
        return
    with transaction.atomic():
        # The row is locked and looked at again: two workers whose lease ran out must not both tell the host.
        locked = Effect.objects.select_for_update().get(pk=effect.pk)
        if locked.done_at is not None:
            return
        function(effect)
        _finish(effect, at=clock.now())


def _finish(effect: Effect, *, at: datetime, expired: bool = False) -> None:
    Effect.objects.filter(pk=effect.pk).update(
        done_at=at, expired=expired, lease_until=None, last_error=effect.last_error if expired else ""
    )
