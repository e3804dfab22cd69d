"""The studio's own changes, each of them told to `rooms`."""

from datetime import datetime

import rooms
from tests.hosts.studio.timetable.models import Appointment, Class, Place, Status


def move(lesson: Appointment | Class, begins: datetime | None, ends: datetime | None) -> None:
    lesson.begins, lesson.ends = begins, ends
    lesson.save()
    tell(lesson)


def call_off(lesson: Appointment | Class | Place) -> None:
    if isinstance(lesson, Class):
        lesson.is_called_off = True
    else:
        lesson.status = Status.CALLED_OFF
    lesson.save()
    tell(lesson)


def tell(lesson: Appointment | Class | Place) -> None:
    """A place leads to its class by `StudioHost.resolve`: the studio need not say so again."""
    rooms.sync("session" if isinstance(lesson, Class) else "booking", lesson.pk)
