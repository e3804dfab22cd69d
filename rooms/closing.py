"""Closes the rooms whose time has come. What "time has come" means is in `rooms.lifecycle.clock`."""

import logging
from datetime import datetime, timedelta

from rooms import beats, lifecycle, reconcile
from rooms.exceptions import LiveKitUnavailable, UnknownSubject
from rooms.models import EndReason, Room, Status

logger = logging.getLogger("rooms.closing")


def close_due(*, at: datetime) -> int:
    """Close what is due. At the last possible moment unasked; before it only once LiveKit says that it is empty.

    Returns:
        How many rooms were closed.
    """
    due = Room.objects.exclude(status=Status.ENDED).filter(closes_at__lte=at).order_by("closes_at")
    return sum(_close(room, at=at) for room in due[:200])


def _close(room: Room, *, at: datetime) -> bool:
    if not _is_last_moment(room, at):
        if not _may_trust_the_record(room, at=at):
            return False
        try:
            if reconcile.is_somebody_inside(room):
                return False
        except (LiveKitUnavailable, UnknownSubject):
            return False
    try:
        with lifecycle.locked_room(pk=room.pk) as locked:
            # Somebody may have come in, or the host moved it, since we looked.
            if locked.has_ended or locked.closes_at is None or locked.closes_at > at:
                return False
            lifecycle.end_room(locked, _reason(locked), ended_at=locked.closes_at, at=at)
    except UnknownSubject:
        return False
    return True


def _is_last_moment(room: Room, at: datetime) -> bool:
    return room.last_moment_at is not None and room.last_moment_at <= at


def _may_trust_the_record(room: Room, *, at: datetime) -> bool:
    """Nothing closes before the first good reconcile of this worker; after an outage the timeout runs anew."""
    worker, livekit = beats.get(beats.WORKER), beats.get(beats.LIVEKIT)
    if worker is None or livekit is None or livekit.is_down or livekit.seen_at < worker.since:
        return False
    return livekit.since + timedelta(seconds=room.empty_timeout) <= at


def _reason(room: Room) -> EndReason:
    """`schedule` at the last possible moment, or by a rule that looks at the clock alone; else `empty`."""
    if room.closes_at == room.last_moment_at or lifecycle.close_rule(room) == "schedule":
        return EndReason.SCHEDULE
    return EndReason.EMPTY
