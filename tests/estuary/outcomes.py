"""The news that `rooms` brings to Estuary."""

from typing import cast
from uuid import uuid4

from django.utils import timezone

from estuary.rooms_host import EstuaryHost
from rooms.host import Kind
from rooms.models import Room
from rooms.signals import session_started
from rooms.statement.ledger import get_statement


def tell_start(kind: str, ref: int, room: Room | None = None) -> None:
    room = room or Room.objects.get(subject_kind=kind, subject_ref=str(ref))
    session_started.send(Room, event_id=uuid4(), room_id=room.pk, kind=kind, ref=str(ref), at=timezone.now())


def tell_outcome(
    kind: str, ref: int, outcome: str, people: dict[str, bool] | None = None, previous: str | None = None
) -> None:
    """As `rooms` does, through the host class, with the statement of the newest room."""
    rooms = Room.objects.order_by("-created_at")
    room = rooms.filter(subject_kind=kind, subject_ref=str(ref)).first() or rooms.latest("created_at")
    statement = get_statement(room, at=timezone.now())
    EstuaryHost().record_outcome(cast(Kind, kind), str(ref), outcome, statement, people or {}, previous)


def end(room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(status="ended", ended_at=timezone.now())
