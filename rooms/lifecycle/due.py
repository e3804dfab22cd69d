"""When a room's time has come, given how far the record may be trusted."""

from datetime import datetime, timedelta

from rooms import beats
from rooms.lifecycle.ending import end_room
from rooms.lifecycle.status import close_rule
from rooms.models import EndReason, Room


def close_with_incarnation(room: Room, *, at: datetime) -> bool:
    """LiveKit has closed its room by itself: if ours is due, it ends with it. The caller holds the lock.

    That it is empty needs no asking: LiveKit has just said so.
    """
    since = trusted_since()
    if room.has_ended or room.livekit_sid or since is None or not is_due(room, since, at=at):
        return False
    end_when_due(room, since, at=at)
    return True


def trusted_since() -> datetime | None:
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


def is_due(room: Room, since: datetime | None, *, at: datetime) -> bool:
    """Whether its time has come; `since` as from `trusted_since`."""
    due = _due_at(room, since)
    return due is not None and due <= at


def end_when_due(room: Room, since: datetime | None, *, at: datetime) -> None:
    """End a room that is due, at its due time. The caller holds the lock."""
    due = _due_at(room, since)
    end_room(room, _reason(room, due), ended_at=due or at, at=at)


def _reason(room: Room, due: datetime | None) -> EndReason:
    """`schedule` at the last possible moment, or by a rule that looks at the clock alone; else `empty`."""
    if due == room.last_moment_at or close_rule(room) == "schedule":
        return EndReason.SCHEDULE
    return EndReason.EMPTY
