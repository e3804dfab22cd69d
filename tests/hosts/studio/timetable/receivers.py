"""What the studio does when `rooms` says that something happened."""

from typing import Any

from django.dispatch import receiver

from rooms.models import Room
from rooms.signals import room_created, session_ended, statement_corrected
from rooms.statement import Statement
from tests.hosts.studio.timetable.models import Appointment, Bill, Class


@receiver(room_created)
def link_room(sender: object, *, kind: str, ref: str, **facts: Any) -> None:
    """At least once, and perhaps late: so it links the newest room, not the one that the signal names."""
    newest = Room.objects.filter(subject_kind=kind, subject_ref=ref).latest("created_at")
    lessons = Class.objects if kind == "session" else Appointment.objects
    lessons.filter(pk=ref).update(room=newest)


@receiver(session_ended)
def write_bill(sender: object, *, statement: Statement, **facts: Any) -> None:
    charge(statement)


@receiver(statement_corrected)
def correct_bill(sender: object, *, new: Statement, **facts: Any) -> None:
    charge(new)


def charge(statement: Statement) -> None:
    """A correction may come twice, and before what it corrects: the highest version holds."""
    bill, _ = Bill.objects.get_or_create(room_id=statement.room.room_id)
    older = Bill.objects.filter(pk=bill.pk, version__lt=statement.version)
    older.update(version=statement.version, seconds=statement.together_seconds)
