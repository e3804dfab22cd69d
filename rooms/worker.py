"""What must happen later. `tick` is public and safe to run anywhere, by any number of processes at once: a host
with Celery or cron calls it there instead of `manage.py rooms_worker`."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from traceback import format_tb

from django.db import DatabaseError
from django.utils import timezone

from rooms import beats, closing, effects, inbox, lifecycle, streaming
from rooms.conf import conf
from rooms.exceptions import RoomsError
from rooms.one_of_many import one_of_many
from rooms.reconcile import reconcile
from rooms.recordings import comparing, retention, watching
from rooms.statement.expected import expected_in
from rooms.syncing import HORIZON, sync_between

logger = logging.getLogger("rooms.worker")

BETWEEN_STRIPPINGS = timedelta(minutes=1)
STRIPPED_AT_ONCE = 300
#: Statements that one tick gives out.
FINAL_AT_ONCE = 200


@dataclass
class Schedule:
    """When this process last did what it does not do at each tick."""

    reconciled_at: datetime | None = None
    synced_at: datetime | None = None
    stripped_at: datetime | None = None
    failures: dict[str, str] = field(default_factory=dict)

    def is_due(self, last: datetime | None, interval: timedelta, at: datetime) -> bool:
        return last is None or at - last >= interval


def tick(
    schedule: Schedule | None = None,
    *,
    at: datetime | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    which: effects.Which = "all",
) -> Schedule:
    """Do once what is due: failed events, effects, reconcile, sync, closing, recordings, final statements, what
    is too old.

    A step that fails is logged and does not keep the others from running.

    Args:
        schedule: what the last call returned. Without one (cron) everything is done.
        at: now, for tests.
        should_stop: asked before each step, and before each effect; what is left out then is for the next tick, of
            whichever process.
        which: "quick" where a thread of this process runs the slow effects (`run_slow`), so that it keeps ticking.
    """
    first = schedule is None
    schedule = schedule or Schedule()
    now: Callable[[], datetime] = timezone.now if at is None else lambda: at
    beats.worker_ticks(at=now(), started=first)

    def beat() -> None:
        beats.worker_ticks(at=now())

    def step(name: str, run: Callable[[], object]) -> None:
        if not should_stop():
            _step(schedule, name, run)

    step("inbox", lambda: inbox.process_waiting(at=now()))
    step("effects", lambda: effects.run_due(at=now(), between=beat, should_stop=should_stop, which=which))
    if schedule.is_due(schedule.reconciled_at, conf.reconcile_interval, now()):
        schedule.reconciled_at = now()
        step("reconcile", lambda: reconcile(at=at))
        beat()
        step("recordings of LiveKit", lambda: comparing.compare(now=now))
        beat()
    # Before closing: a room whose booking was moved while the worker was away must not end by its old time.
    if schedule.is_due(schedule.synced_at, conf.sync_interval, now()):
        schedule.synced_at = now()
        step("sync", lambda: sync_between(now() - conf.max_overtime, now() + HORIZON, at=now()))
    step("closing", lambda: closing.close_due(at=now(), now=now))
    # After closing: what its room's end means for a recording is then seen at once.
    step("recordings", lambda: watching.check_due(at=now()))
    step("retention", lambda: retention.expire_due(at=now()))
    step("streams", lambda: streaming.check_due(at=now(), between=beat))
    step("finalise", lambda: _finalise(at=now()))
    if schedule.is_due(schedule.stripped_at, BETWEEN_STRIPPINGS, now()):
        step("strip", lambda: _strip(schedule, at=now()))
    beat()
    return schedule


def run_slow(*, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Run what is due and takes up to half a minute: LiveKit looks for a recorder, a file is looked into.

    Returns:
        How many were tried.
    """
    return effects.run_due(at=timezone.now(), should_stop=should_stop, which="slow")


def _strip(schedule: Schedule, *, at: datetime) -> None:
    """Some old events and effects at a time; until none is left, at each tick."""
    inbox_left = inbox.strip_old(at=at, limit=STRIPPED_AT_ONCE) == STRIPPED_AT_ONCE
    effects_left = effects.strip_old(at=at, limit=STRIPPED_AT_ONCE) == STRIPPED_AT_ONCE
    streaming.forget_keys()
    if not (inbox_left or effects_left):
        schedule.stripped_at = at


def _finalise(*, at: datetime) -> None:
    failed: list[Exception] = []
    for found in list(lifecycle.complete_rooms(at=at)[:FINAL_AT_ONCE]):
        with one_of_many(found.name, failed):
            expected = expected_in(found)
            with lifecycle.locked_room(pk=found.pk) as room:
                lifecycle.finalise(room, at=at, expected=expected)
    if failed:
        raise failed[0]


def _step(schedule: Schedule, name: str, run: Callable[[], object]) -> None:
    try:
        run()
    except Exception as error:  # noqa: BLE001  the worker's outermost loop: one broken step must not stop the others
        _say_once(schedule, name, error)
    else:
        if schedule.failures.pop(name, None):
            logger.info("%s works again", name)


def _say_once(schedule: Schedule, name: str, error: Exception) -> None:
    """A dead LiveKit fails every step for minutes: one line when it begins, one when it is over."""
    said = f"{type(error).__name__}: {error}"
    if schedule.failures.get(name) == said:
        return
    schedule.failures[name] = said
    if isinstance(error, RoomsError):
        logger.warning("%s failed, and is tried again: %s", name, said)
    elif isinstance(error, DatabaseError):
        # PostgreSQL's words may hold the row, and with it an e-mail address.
        where = "".join(format_tb(error.__traceback__))
        logger.error("%s failed, and is tried again: %s at\n%s", name, type(error).__name__, where)
    else:
        logger.error("%s failed, and is tried again", name, exc_info=error)
