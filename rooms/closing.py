"""Closes the rooms whose time has come. What "time has come" means is in `rooms.lifecycle.due`."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from rooms import lifecycle, reconcile
from rooms.exceptions import LiveKitUnavailable
from rooms.models import Room, Status
from rooms.one_of_many import one_of_many

logger = logging.getLogger("rooms.closing")

#: Rooms in one pass; the next tick goes on.
LIMIT = 200


Clock = Callable[[], datetime]


def close_due(*, at: datetime, now: Clock | None = None) -> int:
    """Close what is due. At the last possible moment unasked; before it only once LiveKit says that it is empty.

    Args:
        at: what is due by then.
        now: a pass may take long, and whoever comes before an end is written is in the ledger; by default `at`.

    Returns:
        How many rooms were closed.

    Raises:
        Exception: what the first of those rooms raised that could not be closed; all others were.
    """
    due = Room.objects.exclude(status=Status.ENDED).filter(closes_at__lte=at).order_by("closes_at")
    since = lifecycle.trusted_since()
    over = list(due.filter(last_moment_at__lte=at).values_list("pk", flat=True)[:LIMIT])
    failed: list[Exception] = []
    now = now or (lambda: at)
    closed = sum(_close(pk, since, failed, at=at, now=now) for pk in over)
    if since is not None:
        closed += _close_empty(due.exclude(last_moment_at__lte=at), since, failed, at=at, now=now)
    if failed:
        raise failed[0]
    return closed


def _close_empty(
    due: QuerySet[Room], since: datetime, failed: list[Exception], *, at: datetime, now: Clock
) -> int:
    closed = 0
    for room in due[:LIMIT]:
        if not lifecycle.is_due(room, since, at=at):
            continue
        somebody = True
        try:
            with one_of_many(room.pk, failed):
                somebody = reconcile.is_somebody_inside(room, at=now())
        except reconcile.RoomUnanswered:
            continue  # with Redis, a room of a server that died; the next reconcile mends it
        except LiveKitUnavailable:
            # The next one would wait as long for nothing; the reconcile finds out when it is back.
            logger.warning("rooms that are due stay open: LiveKit does not answer")
            break
        if not somebody:
            closed += _close(room.pk, since, failed, at=at, now=now)
    return closed


def _close(pk: UUID, since: datetime | None, failed: list[Exception], *, at: datetime, now: Clock) -> bool:
    has_closed = False
    with one_of_many(pk, failed), lifecycle.locked_room(pk=pk) as room:
        # Somebody may have come in, or the host moved it, since we looked.
        if not room.has_ended and lifecycle.is_due(room, since, at=at):
            lifecycle.end_when_due(room, since, at=now())
            has_closed = True
    return has_closed
