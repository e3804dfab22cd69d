"""One event → one function of the lifecycle. Database only: no network, no host code."""

from collections.abc import Callable
from datetime import datetime

from rooms import closing, lifecycle
from rooms.exceptions import UnknownSubject
from rooms.models import KnownBy, Room, WebhookEvent
from rooms.webhooks.events import Event, parse

_Handler = Callable[[Room, Event, datetime], None]


def handle(event: Event, *, at: datetime) -> None:
    """Apply one event; events and rooms that we do not know are none of our business."""
    handler = _HANDLERS.get(event.name)
    if handler is None or not event.room_name:
        return
    try:
        with lifecycle.locked_room(name=event.room_name) as room:
            handler(room, event, at)
    except UnknownSubject:
        return


def _room_started(room: Room, event: Event, at: datetime) -> None:
    if _finished_at(event.room_sid) is None:
        # The first is exact, the second is later where a LiveKit that restarted revives an old room.
        started_at = max(event.room_made_at, event.created_at)
        lifecycle.incarnation_started(room, room_sid=event.room_sid, started_at=started_at, at=at)


def _room_finished(room: Room, event: Event, at: datetime) -> None:
    lifecycle.incarnation_finished(room, room_sid=event.room_sid, finished_at=event.about, at=at)
    closing.close_with_incarnation(room, at=at)


def _participant_joined(room: Room, event: Event, at: datetime) -> None:
    if event.connection is None or event.is_helper:
        return
    lifecycle.person_joined(
        room,
        event.connection,
        known_by=KnownBy.WEBHOOK,
        at=at,
        incarnation_finished_at=_finished_at(event.room_sid),
    )


def _participant_left(room: Room, event: Event, at: datetime) -> None:
    if event.connection is None or event.is_helper:
        return
    lifecycle.person_left(
        room,
        event.connection,
        left_at=event.about,
        reason=event.reason,
        known_by=KnownBy.WEBHOOK,
        at=at,
    )


def _track(room: Room, event: Event, at: datetime) -> None:
    if event.connection is not None:
        lifecycle.track_seen(
            room, event.connection, at=at, incarnation_finished_at=_finished_at(event.room_sid)
        )


def _finished_at(room_sid: str) -> datetime | None:
    """When LiveKit closed this incarnation, if the inbox knows: its events may come in any order."""
    if not room_sid:
        return None
    row = WebhookEvent.objects.filter(event="room_finished", room_sid=room_sid).first()
    return parse(row.payload).about if row is not None else None


#: Egress events are stored like all others; recording will use them.
_HANDLERS: dict[str, _Handler] = {
    "room_started": _room_started,
    "room_finished": _room_finished,
    "participant_joined": _participant_joined,
    "participant_left": _participant_left,
    "track_published": _track,
    "track_unpublished": _track,
}
