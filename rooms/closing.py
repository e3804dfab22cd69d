"""Closes the rooms whose time has come. What "time has come" means is in `rooms.lifecycle.due`."""

import logging
from datetime import datetime
from uuid import UUID

from rooms import lifecycle, reconcile
from rooms.exceptions import LiveKitUnavailable, UnknownSubject
from rooms.models import Room, Status

logger = logging.getLogger("rooms.closing")

#: Rooms in one pass; the next tick goes on.
LIMIT = 200


def close_due(*, at: datetime) -> int:
    """Close what is due. At the last possible moment unasked; before it only once LiveKit says that it is empty.

    Returns:
        How many rooms were closed.
    """
    due = Room.objects.exclude(status=Status.ENDED).filter(closes_at__lte=at).order_by("closes_at")
    since = lifecycle.trusted_since()
    over = list(due.filter(last_moment_at__lte=at).values_list("pk", flat=True)[:LIMIT])
    closed = sum(_close(pk, since, at=at) for pk in over)
    if since is None:
        return closed
    for room in due.exclude(last_moment_at__lte=at)[:LIMIT]:
        if not lifecycle.is_due(room, since, at=at):
            continue
        try:
            somebody = reconcile.is_somebody_inside(room, at=at)
        except reconcile.RoomUnanswered:
            continue  # with Redis, a room of a server that died; the next reconcile mends it
        except LiveKitUnavailable:
            # The next one would wait as long for nothing; the reconcile finds out when it is back.
            logger.warning("rooms that are due stay open: LiveKit does not answer")
            break
        except UnknownSubject:
            continue  # deleted by an operator in between
        if not somebody:
            closed += _close(room.pk, since, at=at)
    return closed


def _close(pk: UUID, since: datetime | None, *, at: datetime) -> bool:
    try:
        with lifecycle.locked_room(pk=pk) as room:
            # Somebody may have come in, or the host moved it, since we looked.
            if room.has_ended or not lifecycle.is_due(room, since, at=at):
                return False
            lifecycle.end_when_due(room, since, at=at)
    except UnknownSubject:
        return False
    return True
