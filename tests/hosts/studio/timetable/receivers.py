"""What the studio does when `rooms` says that something happened."""

from typing import Any

from django.dispatch import receiver

from rooms.models import Room
from rooms.signals import room_created
from tests.hosts.studio.timetable.models import Appointment, Class


@receiver(room_created)
def link_room(sender: object, *, kind: str, ref: str, **facts: Any) -> None:
    """At least once, and perhaps late: so it links the newest room, not the one that the signal names."""
    newest = Room.objects.filter(subject_kind=kind, subject_ref=ref).latest("created_at")
    lessons = Class.objects if kind == "session" else Appointment.objects
    lessons.filter(pk=ref).update(room=newest)
