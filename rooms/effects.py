"""The outbox: everything that must still happen outside the database.

`queue` is called in the transaction that decides something; the worker runs what is due, each effect under a
lease, so that any number of workers may run at once and a crash between any two steps costs a repetition, never
an effect. There is no order between effects. Handlers belong to the owners above and register here.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Literal
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from rooms.conf import conf
from rooms.exceptions import LiveKitUnavailable
from rooms.models import Effect, Room
from rooms.pseudonyms import Rewriting

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
) -> str:
    """Write an effect into the current transaction; the same key again does nothing.

    Args:
        kind: what its handler is registered under.
        key: names the occasion (participant SID, room SID, version …), unique for ever.
        expires_at: from then on it is not worth doing.

    Returns:
        The whole key, for `run_now`.
    """
    return queue_each(kind, {key: payload or {}}, room=room, due_at=due_at, expires_at=expires_at)[0]


def queue_each(
    kind: str,
    payloads: Mapping[str, Mapping[str, Any]],
    *,
    room: Room | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> list[str]:
    """`queue` for many occasions at once, by their keys."""
    made = [
        Effect(
            kind=kind,
            key=f"{kind}:{key}",
            room=room,
            payload=dict(payload),
            due_at=due_at or timezone.now(),
            expires_at=expires_at,
        )
        for key, payload in payloads.items()
    ]
    Effect.objects.bulk_create(made, ignore_conflicts=True)
    return [effect.key for effect in made]


def began_at(effect: Effect) -> datetime:
    """For handlers: when this try of it began, by the clock of whoever runs it."""
    return effect.lease_until - LEASE if effect.lease_until is not None else timezone.now()


def keep(effect: Effect, **facts: object) -> None:
    """Add to what a handler finds in the payload at its next try.

    To what is there now: while it ran, somebody whom the payload names may have been forgotten.
    """
    with transaction.atomic():
        found = Effect.objects.select_for_update().filter(pk=effect.pk).first()
        if found is not None:  # the room may have been deleted
            found.payload = {**found.payload, **facts}
            found.save(update_fields=["payload"])


def hasten(kind: str, key_prefix: str, *, room: Room, at: datetime) -> bool:
    """Make effects of this room that wait out their back-off due now: what failed them is over.

    Returns:
        Whether any is still to be done.
    """
    waiting = Effect.objects.filter(
        room=room, kind=kind, key__startswith=f"{kind}:{key_prefix}", done_at__isnull=True
    )
    waiting.filter(due_at__gt=at).update(due_at=at)
    return waiting.exists()


def rooms_with(kind: str, *, since: datetime) -> set[UUID]:
    """Rooms that have an effect of this kind that is still to be done, or was done only since then."""
    of_kind = Effect.objects.filter(kind=kind, room__isnull=False)
    undone, lately = (
        of_kind.filter(done_at__isnull=True),
        of_kind.filter(done_at__gt=since, stripped_at__isnull=True),
    )
    return {
        pk for some in (undone, lately) for pk in some.values_list("room_id", flat=True) if pk is not None
    }


def join_waiting(kind: str, *, room: Room, expires_at: datetime | None = None) -> bool:
    """Let an effect of this room that nobody has begun stand for this occasion, too; for handlers that look up what
    is so when they run.

    It is held until the transaction ends: no worker begins it before there is to be read what is decided here.

    Returns:
        Whether there is one. One that was begun may have read what is no longer so, and does not count.
    """
    waiting = Effect.objects.filter(room=room, kind=kind, done_at__isnull=True, attempts=0)
    return waiting.update(expires_at=expires_at) > 0


def make_due(chosen: QuerySet[Effect], *, at: datetime) -> int:
    """An operator mended the cause: the worker tries these at its next look. Returns how many."""
    return chosen.filter(done_at__isnull=True).update(due_at=at, lease_until=None)


def strip_old(*, at: datetime, limit: int = 300) -> int:
    """Empty effects that were done longer than `INBOX_DAYS` ago: signals name people.

    The row stays, for its key: the same occasion must not be queued again. What is still to be done keeps all.

    Returns:
        How many; fewer than `limit` when no more are that old.
    """
    old = Effect.objects.filter(stripped_at__isnull=True, done_at__lt=at - conf.inbox_age).order_by("done_at")
    found = list(old.values_list("pk", flat=True)[:limit])
    return (
        Effect.objects.filter(pk__in=found).update(payload={}, last_error="", stripped_at=at) if found else 0
    )


def forget(room: Room, rewriting: Rewriting) -> int:
    """Take from the effects of a room what says who a person was; what is still to be sent is sent so.

    The caller holds the room's lock. Keys name nobody. Returns how many changed.
    """
    changed = []
    for effect in Effect.objects.filter(room=room, stripped_at__isnull=True):
        payload, error = rewriting.json(effect.payload), rewriting.text(effect.last_error)
        if (payload, error) != (effect.payload, effect.last_error):
            effect.payload, effect.last_error = payload, error
            changed.append(effect)
    return Effect.objects.bulk_update(changed, ["payload", "last_error"], batch_size=200)


def run_due(
    *,
    at: datetime,
    limit: int = 50,
    between: Callable[[], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> int:
    """Run what is due, oldest first.

    Where LiveKit does not answer, the rest of that kind waits for the next tick: fifty calls that hang must not
    keep the host from being told.

    Args:
        limit: at most so many; the next tick goes on.
        between: called after each, so that a long backlog does not look like a dead worker.
        should_stop: asked before each; what is left out then stays due.

    Returns:
        How many were tried.
    """
    clock = _Clock(at)
    due = Effect.objects.filter(_free(at), done_at__isnull=True, due_at__lte=at).order_by("due_at", "id")
    tried, resting = 0, set[str]()
    for pk, kind in list(due.values_list("pk", "kind")[:limit]):
        if should_stop():
            break
        if kind in resting:
            continue
        result = _run(pk, clock)
        tried += result != "taken"
        if result == "unavailable":
            resting.add(kind)
        if between is not None:
            between()
    return tried


def run_now(keys: Iterable[str], *, at: datetime) -> None:
    """Try effects at once, in the request that made them, after its commit; what fails is the worker's."""
    clock = _Clock(at)
    try:
        waiting = Effect.objects.filter(key__in=list(keys), done_at__isnull=True).order_by("id")
        for pk in list(waiting.values_list("pk", flat=True)):
            if _run(pk, clock) == "unavailable":
                break  # the caller's limit is spent
    except OperationalError as error:
        # What was decided is committed: a busy database must not make it look refused.
        logger.warning("effects are left to the worker: %s", type(error).__name__)


class _Clock:
    """The time that a pass began with, and what has gone by since: a lease must not be born old."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=monotonic() - self._started)


def _free(at: datetime) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lt=at)


def _run(pk: int, clock: _Clock) -> Literal["taken", "done", "failed", "unavailable"]:
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
        return "unavailable" if isinstance(error, LiveKitUnavailable) else "failed"
    return "done"


def _note_failure(effect: Effect, error: Exception, *, at: datetime) -> None:
    delay = min(timedelta(seconds=2 ** min(effect.attempts, 9)), LONGEST_BACKOFF)
    # Somebody else may have done it meanwhile, if it took longer than its lease: their mark stays.
    Effect.objects.filter(pk=effect.pk, done_at__isnull=True).update(
        lease_until=None, due_at=at + delay, last_error=f"{type(error).__name__}: {error}"[:2000]
    )
    log = logger.error if effect.attempts == Effect.STUCK_AFTER else logger.warning
    log("effect %s (%s) failed, try %d: %s", effect.pk, effect.kind, effect.attempts, type(error).__name__)


def _handle(effect: Effect, clock: _Clock) -> None:
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
