"""`manage.py demo_data`: refreshes the demo around now, and prints it as JSON, alone on stdout."""

import json
from datetime import UTC
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

import rooms
from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState
from estuary.demo.people import CAST, PASSWORD, ensure_people
from estuary.demo.scene import Listed, set_scene
from rooms.conf import conf


class Command(BaseCommand):
    help = (
        "Refreshes the demo around now and prints its people and subjects as JSON. Safe to repeat, also while "
        "the site is running. Everyone gets a password that is no secret: never run it on a real site."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        cast = ensure_people()  # slow on purpose (it hashes a password), so outside of the transaction
        # One transaction: two runs at a time do not both replace the same booking. Rooms follow on commit.
        with transaction.atomic():
            scene = set_scene(cast, timezone.now())
        people = [
            {"role": person.role, "email": person.email, "password": PASSWORD, "name": person.name}
            for person in CAST
        ]
        demo = {
            "people": people,
            "subjects": [describe(one) for one in scene.listed],
            "over": [describe_over(booking) for booking in scene.over],
        }
        self.stdout.write(json.dumps(demo, indent=2, ensure_ascii=False))


def describe(listed: Listed) -> dict[str, Any]:
    found = listed.found
    if isinstance(found, Booking):
        kind, service, clients = "booking", found.get_service(), [found.client.email]
        course = found.session.course_id if found.session else None
    else:
        places = found.bookings.exclude(state=BookingState.CANCELED).select_related("client").order_by("pk")
        kind, service, clients = "session", found.service, [place.client.email for place in places]
        course = found.course_id
    room = rooms.sync(kind, found.pk)
    return {
        "kind": kind,
        "id": found.pk,
        "room_id": str(room.pk) if room else None,
        "room_type": service.get_room_type(),
        "state": listed.state,
        "starts_at": found.starts_at.astimezone(UTC).isoformat() if found.starts_at else None,
        "practitioner": service.practitioner.user.email,
        "clients": clients,
        "waiting_room": service.waiting_room,
        "recording": bool(room and room.recording_enabled and conf.can_record),
        "recording_consent": room.recording_consent if room else None,
        "course": course,
    }


def describe_over(booking: Booking) -> dict[str, Any]:
    """An appointment with a statement; how it ended, the worker notes on it within a second."""
    starts_at = booking.starts_at
    return {
        "kind": "booking",
        "id": booking.pk,
        "room_id": str(booking.room_id),
        "starts_at": starts_at.astimezone(UTC).isoformat() if starts_at else None,
        "day": timezone.localdate(starts_at).isoformat() if starts_at else None,
        "practitioner": booking.get_service().practitioner.user.email,
        "clients": [booking.client.email],
    }
