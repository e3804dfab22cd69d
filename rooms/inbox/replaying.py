"""Rebuilds the ledger of one room from the inbox alone, and says where it differs. Nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rooms import attendance, lifecycle
from rooms.exceptions import RoomsError
from rooms.inbox.dispatch import handle_in, is_known
from rooms.models import Room, WebhookEvent

Times = Mapping[str, Any]


class EventsStripped(RoomsError):
    """Some of the room's events have lost their payload (`INBOX_DAYS`): nothing can be rebuilt from them."""

    code = "not_found"


@dataclass(frozen=True)
class Difference:
    """One visit that is not as the inbox says.

    Attributes:
        sid: LiveKit's participant SID.
        ledger, replay: what each says of it; None where one does not have it.
    """

    sid: str
    ledger: Times | None
    replay: Times | None


@dataclass(frozen=True)
class Replay:
    """Attributes:
    events: how many were handled again.
    visits: how many the ledger has.
    waiting: how many are not handled yet, and in neither.
    """

    events: int
    visits: int
    waiting: int
    differences: tuple[Difference, ...]


def replay(room: Room) -> Replay:
    """Handle every event of this room again, with an empty ledger, as it was handled first.

    Raises:
        EventsStripped: their payloads are gone.
        UnknownSubject: there is no such room.
    """
    with lifecycle.locked_room(pk=room.pk) as locked:
        ledger = _read(locked)
        events = WebhookEvent.objects.filter(room_name=locked.name)
        waiting = events.filter(processed_at__isnull=True).count()
        # As they were stored: what reconcile found is about what was stored before it.
        rows = list(events.filter(processed_at__isnull=False).order_by("id"))
        if any(row.stripped_at is not None or not row.payload for row in rows):
            raise EventsStripped
        attendance.start_over(locked)
        for row in rows:
            if is_known(row):
                # One that was handled by a version that kept no context was understood without any.
                row.context.setdefault("is_frozen", True)
                handle_in(locked, row, at=row.processed_at or row.received_at)
        rebuilt = _read(locked)
        # Effects, transitions and all: as if it had not been.
        transaction.set_rollback(True)
    differing = [sid for sid in sorted({*ledger, *rebuilt}) if ledger.get(sid) != rebuilt.get(sid)]
    return Replay(
        len(rows),
        len(ledger),
        waiting,
        tuple(Difference(sid, ledger.get(sid), rebuilt.get(sid)) for sid in differing),
    )


_SAID = (
    "participant_id",
    "room_sid",
    "medium",
    "joined_at",
    "joined_known_by",
    "joined_precision",
    "left_at",
    "left_known_by",
    "left_precision",
    "leave_reason",
)


def _read(room: Room) -> dict[str, Times]:
    return {
        visit["livekit_sid"]: {name: _plain(visit[name]) for name in _SAID}
        for visit in room.visits.values("livekit_sid", *_SAID)
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, float) else str(value)
