"""Prints the ledger as JSON. A process of its own, in the product's environment: see `drill.ledger`."""

import json
import sys
from typing import Any

import django

django.setup()

from rooms.models import Room, Visit, WebhookEvent  # noqa: E402


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "sid": visit.livekit_sid,
        "identity": visit.participant.identity,
        "joined_at": visit.joined_at.timestamp(),
        "joined_known_by": visit.joined_known_by,
        "joined_precision": getattr(visit, "joined_precision", None),
        "left_at": visit.left_at and visit.left_at.timestamp(),
        "left_known_by": visit.left_known_by,
        "left_precision": getattr(visit, "left_precision", None),
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "id": str(room.pk),
        "subject": f"{room.subject_kind}/{room.subject_ref}",
        "status": room.status,
        "is_final": room.final_at is not None,
    }


def read() -> dict[str, Any]:
    return {
        "rooms": [_room(room) for room in Room.objects.order_by("created_at")],
        "visits": [_visit(visit) for visit in Visit.objects.select_related("participant")],
        "waiting": WebhookEvent.objects.filter(processed_at__isnull=True).count(),
    }


if __name__ == "__main__":
    json.dump(read(), sys.stdout)
