"""The inbox: an event is stored before it is believed, and handled in a transaction of its own."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.db.models import Q

from rooms.inbox.dispatch import handle, handle_in
from rooms.inbox.events import parse, storable
from rooms.inbox.findings import Finding
from rooms.models import EventSource, Room, WebhookEvent

logger = logging.getLogger("rooms.inbox")

LONGEST_BACKOFF = timedelta(minutes=5)


def store(payload: Mapping[str, Any], *, signed_at: datetime | None = None) -> WebhookEvent | None:
    """Keep one delivery; None where this event is here already, and handled.

    Args:
        signed_at: when LiveKit signed it, by its clock.

    Raises:
        UnreadableEvent: it has no id, no name or no time.
    """
    payload = storable(payload)
    event = parse(payload)
    row = WebhookEvent(
        event_id=event.id,
        event=event.name,
        room_name=event.room_name,
        room_sid=event.room_sid,
        participant_sid=event.connection.sid if event.connection else "",
        created_at=event.created_at,
        payload=payload,
        context={"signed_at": signed_at.isoformat()} if signed_at is not None else {},
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Looked for afterwards, as it is rare: LiveKit sends again what it heard no answer to.
        known = WebhookEvent.objects.get(event_id=event.id)
        return None if known.processed_at is not None else known
    return row


def process(row: WebhookEvent, *, at: datetime) -> bool:
    """Handle one stored event; what fails is undone, noted on the row, and tried again by the worker.

    Returns:
        Whether it is done.
    """
    try:
        with transaction.atomic():
            locked = WebhookEvent.objects.select_for_update().get(pk=row.pk)
            if locked.processed_at is not None:
                return True
            handle(locked, at=at)
            WebhookEvent.objects.filter(pk=row.pk).update(processed_at=at, error="", context=locked.context)
    except Exception as error:  # noqa: BLE001  the inbox's edge: whatever went wrong is stored on the row
        _note_failure(row, error, at=at)
        return False
    return True


def record(room: Room, finding: Finding, *, at: datetime) -> None:
    """Keep what reconcile found, and handle it, in the transaction that compared. The caller holds the room's lock."""
    row = WebhookEvent(
        source=EventSource.RECONCILE,
        event_id=finding.id,
        event=finding.name,
        room_name=room.name,
        room_sid=finding.room_sid,
        participant_sid=finding.connection.sid if finding.connection else "",
        created_at=finding.seen_at,
        payload=storable(finding.to_payload()),
        processed_at=at,
    )
    row.save(force_insert=True)
    handle_in(room, row, at=at)


def _note_failure(row: WebhookEvent, error: Exception, *, at: datetime) -> None:
    attempts = row.attempts + 1
    logger.warning(
        "event %s (%s) failed, try %d: %s", row.event_id, row.event, attempts, type(error).__name__
    )
    try:
        WebhookEvent.objects.filter(pk=row.pk).update(
            attempts=attempts,
            retry_at=at + min(timedelta(seconds=2 ** min(attempts, 9)), LONGEST_BACKOFF),
            error=f"{type(error).__name__}: {error}"[:2000],
        )
    except (DatabaseError, InterfaceError):
        # Busy still, or gone. The event is stored, so LiveKit need not send it again; the worker finds it unhandled.
        logger.warning("the failure of event %s could not be noted", row.event_id)


#: A delivery that is stored but unhandled for this long was interrupted: its process died in between.
INTERRUPTED_AFTER = timedelta(seconds=5)


def process_waiting(*, at: datetime, limit: int = 200) -> int:
    """Handle what failed, or was stored by a process that died before it handled it."""
    due = Q(retry_at__lte=at) | Q(retry_at__isnull=True, received_at__lt=at - INTERRUPTED_AFTER)
    waiting = WebhookEvent.objects.filter(due, processed_at__isnull=True).order_by("created_at", "id")
    return sum(process(row, at=at) for row in list(waiting[:limit]))
