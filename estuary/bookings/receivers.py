"""Where Estuary and `rooms` meet: our changes go to `rooms.sync`, its news come back to our own tables."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

import rooms
from estuary.bookings import outcomes
from estuary.bookings.signals import booking_changed, session_changed
from rooms.signals import room_created, session_started


@receiver(booking_changed)
def sync_booking(booking_id: int, **kwargs: Any) -> None:
    if rooms.sync("booking", booking_id) is not None:
        outcomes.record_room(
            "booking", str(booking_id)
        )  # now; `room_created` comes with the worker's next look


@receiver(session_changed)
def sync_session(session_id: int, **kwargs: Any) -> None:
    if rooms.sync("session", session_id) is not None:
        outcomes.record_room("session", str(session_id))


@receiver(room_created)
def remember_room(kind: str, ref: str, **kwargs: Any) -> None:
    outcomes.record_room(kind, ref)


@receiver(session_started)
def start(kind: str, ref: str, room_id: UUID, **kwargs: Any) -> None:
    outcomes.record_start(kind, ref, room_id)
