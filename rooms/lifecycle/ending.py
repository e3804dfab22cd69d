"""The end of a room."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from rooms import attendance
from rooms.lifecycle.livekit_room import delete_livekit_room
from rooms.lifecycle.outcome import reconsider_outcome
from rooms.lifecycle.status import settle, transition
from rooms.lifecycle.telling import tell
from rooms.lifecycle.versions import RECONCILES_UNTIL_FINAL
from rooms.models import EndReason, Room, Status

logger = logging.getLogger("rooms.lifecycle")


def end_room(room: Room, reason: EndReason, *, ended_at: datetime, at: datetime, by_ref: str = "") -> None:
    """End a room for good. The caller holds the lock. Ending it again does nothing.

    Args:
        ended_at: the moment that counts (the due time, where the worker was late).
        at: now.
        by_ref: the user who ended it.
    """
    if room.has_ended:
        return
    transition(room, Status.ENDED, at=ended_at, written_at=at, reason=EndReason(reason).value)
    room.end_reason, room.ended_at, room.ended_by_ref = reason, ended_at, by_ref
    room.closed_at = at
    # Before everything else that follows: a crowd's announcements would keep the worker busy while the call goes on.
    delete_livekit_room(room, occasion="end", at=at)
    tell(room, attendance.reconsider(room), at=at)
    room.livekit_sid, room.closes_at, room.dial_in_pin = "", None, ""
    room.host_declined = reason == EndReason.CANCELLED
    attendance.release_seats(room)
    settle(room, at=at, reason="ended")
    reconsider_outcome(room, at=at)
    logger.info("room %s ended: %s", room.name, reason)


def note_declined(room: Room) -> None:
    """The host says that nobody may enter, after this room ended: if it lets people in again, that is anew."""
    if not room.host_declined:
        room.host_declined = True
        room.save(update_fields=["host_declined"])


def note_reconcile(*, asked_at: datetime) -> None:
    """LiveKit was compared with all of our rooms: those that had ended by then are a step nearer to being final.

    The only writer that takes many rooms at once. It waits for none of them: one that somebody else holds, a host
    that ends a whole course or another worker in the same step, takes its step with the next pass.

    Args:
        asked_at: when the pass began.
    """
    near = Room.objects.select_for_update(skip_locked=True).filter(
        # The due time may be long past when we come to end a room; one of before we kept that has only this.
        Q(closed_at__lte=asked_at) | Q(closed_at__isnull=True, ended_at__lte=asked_at),
        status=Status.ENDED,
        final_at__isnull=True,
        reconciles_after_end__lt=RECONCILES_UNTIL_FINAL,
    )
    with transaction.atomic():
        Room.objects.filter(pk__in=near.values("pk")).update(
            reconciles_after_end=F("reconciles_after_end") + 1
        )
