"""Writes effects into the transaction that decides something, and changes those that wait."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rooms.models import Effect, Room


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
