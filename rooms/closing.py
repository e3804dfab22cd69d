"""Closes the rooms whose time has come. What "time has come" means is in `rooms.lifecycle.clock`."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from rooms import beats, lifecycle, reconcile
from rooms.exceptions import LiveKitUnavailable, UnknownSubject
from rooms.models import EndReason, Room, Status

logger = logging.getLogger("rooms.closing")

#: Rooms in one pass; the next tick goes on.
LIMIT = 200


def close_due(*, at: datetime) -> int:
    """Close what is due. At the last possible moment unasked; before it only once LiveKit says that it is empty.

    Returns:
        How many rooms were closed.
    """
    due = Room.objects.exclude(status=Status.ENDED).filter(closes_at__lte=at).order_by("closes_at")
    since = _trusted_since()
    over = list(due.filter(last_moment_at__lte=at).values_list("pk", flat=True)[:LIMIT])
    closed = sum(_close(pk, since, at=at) for pk in over)
    if since is None:
        return closed
    for room in due.exclude(last_moment_at__lte=at)[:LIMIT]:
        if not _is_due(room, since, at=at):
            continue
        try:
            somebody = reconcile.is_somebody_inside(room, at=at)
        except LiveKitUnavailable:
            # The next one would wait as long for nothing; the reconcile finds out when it is back.
            logger.warning("rooms that are due stay open: LiveKit does not answer")
            break
        except UnknownSubject:
            continue  # deleted by an operator in between
        if not somebody:
            closed += _close(room.pk, since, at=at)
    return closed


def close_with_incarnation(room: Room, *, at: datetime) -> bool:
    """LiveKit has closed its room by itself: if ours is due, it ends with it. The caller holds the lock.

    That it is empty needs no asking: LiveKit has just said so.
    """
    since = _trusted_since()
    if room.has_ended or room.livekit_sid or since is None or not _is_due(room, since, at=at):
        return False
    _end(room, since, at=at)
    return True


def _close(pk: UUID, since: datetime | None, *, at: datetime) -> bool:
    try:
        with lifecycle.locked_room(pk=pk) as room:
            # Somebody may have come in, or the host moved it, since we looked.
            if room.has_ended or not _is_due(room, since, at=at):
                return False
            _end(room, since, at=at)
    except UnknownSubject:
        return False
    return True


def _trusted_since() -> datetime | None:
    """Since when LiveKit has answered without a break; None while our record may not be trusted.

    Nothing closes before the first good reconcile since the worker started: people may be inside whose events
    went by while it was away.
    """
    worker, livekit = beats.get(beats.WORKER), beats.get(beats.LIVEKIT)
    if worker is None or livekit is None or livekit.is_down or livekit.seen_at < worker.since:
        return None
    return livekit.since


def _due_at(room: Room, since: datetime | None) -> datetime | None:
    """When the room closes: its own due time or, after an outage, its time-out from LiveKit's return.

    While LiveKit was away nobody could come back, so that time does not count against them. Where the record may
    not be trusted (`since` is None), somebody may be inside: only the last possible moment is sure.
    """
    if room.closes_at is None or room.last_moment_at is None or since is None:
        return room.closes_at and room.last_moment_at
    due = max(room.closes_at, since + timedelta(seconds=room.empty_timeout))
    return min(due, room.last_moment_at)


def _is_due(room: Room, since: datetime | None, *, at: datetime) -> bool:
    due = _due_at(room, since)
    return due is not None and due <= at


def _end(room: Room, since: datetime | None, *, at: datetime) -> None:
    due = _due_at(room, since)
    lifecycle.end_room(room, _reason(room, due), ended_at=due or at, at=at)


def _reason(room: Room, due: datetime | None) -> EndReason:
    """`schedule` at the last possible moment, or by a rule that looks at the clock alone; else `empty`."""
    if due == room.last_moment_at or lifecycle.close_rule(room) == "schedule":
        return EndReason.SCHEDULE
    return EndReason.EMPTY
