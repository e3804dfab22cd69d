"""The arrows of `Room.status`, and the one function that brings a room's derived columns up to date."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from rooms import attendance, notices
from rooms.announce import announce
from rooms.conf import conf
from rooms.exceptions import NotAllowed, UnknownSubject
from rooms.lifecycle.clock import due_to_close
from rooms.models import Room, RoomTransition, Status
from rooms.statement import DEFAULT_LENGTH
from rooms.statement.ledger import took_place

ARROWS: Mapping[str, frozenset[str]] = {
    Status.PENDING: frozenset({Status.ACTIVE, Status.IN_USE, Status.ENDED}),
    Status.ACTIVE: frozenset({Status.PENDING, Status.IN_USE, Status.ENDED}),
    Status.IN_USE: frozenset({Status.PENDING, Status.ACTIVE, Status.ENDED}),
    Status.ENDED: frozenset(),
}


@contextmanager
def locked_room(**lookup: Any) -> Iterator[Room]:
    """A transaction that holds the room's row.

    SQLite has no row locks and needs none here: its transactions are IMMEDIATE (rooms.W005 checks that).

    Raises:
        UnknownSubject: there is no such room.
    """
    with transaction.atomic():
        room = lock_room(**lookup)
        if room is None:
            raise UnknownSubject
        yield room


def lock_room(**lookup: Any) -> Room | None:
    """The same for whoever has begun a transaction, until it ends; None: there is no such room."""
    return Room.objects.select_for_update().filter(**lookup).first()


def transition(room: Room, to: Status, *, at: datetime, written_at: datetime, reason: str) -> None:
    """Follow one arrow, and write the row that says so. The caller holds the lock and saves the room.

    Args:
        at: the moment that counts.
        written_at: now.

    Raises:
        NotAllowed: there is no such arrow.
    """
    if to not in ARROWS[room.status]:
        raise NotAllowed(room.status, to)
    last = room.transitions.order_by("-number").first()
    RoomTransition.objects.create(
        room=room,
        number=last.number + 1 if last else 1,
        from_status=room.status,
        to_status=to,
        at=at,
        written_at=written_at,
        reason=reason,
    )
    room.status = to


def settle(room: Room, *, at: datetime, reason: str) -> None:
    """Bring status, counts and due time of an open room in line with its ledger, and save it.

    Safe to call when nothing changed. The caller holds the lock.
    """
    count = attendance.count_inside(room)
    if count != room.participant_count:
        room.participant_count = count
        notices.queue_count(room, at=at)
    _note_start(room, at=at)
    if not room.has_ended:
        target = _status_of(room)
        if target != room.status:
            transition(room, target, at=at, written_at=at, reason=reason)
        room.closes_at = _due(room, at=at)
        if room.scheduled_start is None and not room.participant_count:
            # Parked and empty: nothing is due until the host gives it times again.
            room.last_moment_at = None
    room.revision += 1
    room.save()


def note_change(room: Room) -> None:
    """Something else about the room is new: its revision grows. The caller holds the lock."""
    room.revision += 1
    room.save(update_fields=["revision", "updated_at"])


def _status_of(room: Room) -> Status:
    if room.participant_count:
        return Status.IN_USE
    return Status.ACTIVE if room.livekit_sid else Status.PENDING


def _note_start(room: Room, *, at: datetime) -> None:
    first = attendance.first_joined_at(room)
    if first is None:
        return
    if room.started_at is None:
        announce("session_started", "start", room, at=at, happened_at=first)
    room.started_at = first


def _due(room: Room, *, at: datetime) -> datetime | None:
    if room.last_moment_at is None:
        return None
    if room.participant_count > 0:
        return room.last_moment_at
    if room.scheduled_start is None:
        return None
    scheduled_end = room.scheduled_end or room.scheduled_start + DEFAULT_LENGTH
    last_left_at = attendance.last_left_at(room)
    may_close_early = (
        close_rule(room) != "schedule" and last_left_at is not None and last_left_at < scheduled_end
    )
    return due_to_close(
        last_moment_at=room.last_moment_at,
        scheduled_end=scheduled_end,
        last_left_at=last_left_at,
        # Everybody's visits are read for that, so only where it matters: of a session that was left before its end.
        is_done=may_close_early and took_place(room, at=at),
        empty_timeout=timedelta(seconds=room.empty_timeout),
    )


def close_rule(room: Room) -> str:
    """`empty` or `schedule`: the template's, else the setting's."""
    return str(room.config.get("close_rule") or conf.close_rule)
