"""What the studio teaches, and when. `Appointment`, `Class` and `Place` are born in the second migration."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models


class Discipline(models.Model):
    """What can be learned here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)


class Status(models.TextChoices):
    """Of an appointment or of a place in a class."""

    ASKED = "asked"
    AGREED = "agreed"
    CALLED_OFF = "called_off"
    CAME = "came"
    MISSED = "missed"


class Timed(models.Model):
    """What has a time, teachers, and so a room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT)
    begins: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    ends: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    teachers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    # The newest room: set when `rooms` says that it made one.
    room = models.OneToOneField("rooms.Room", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True


class Appointment(Timed):
    """One pupil, and one teacher or several."""

    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ASKED)


class Form(models.TextChoices):
    CIRCLE = "circle", "everyone sees everyone"
    TALK = "talk", "the teachers speak"
    CONCERT = "concert", "the teachers play, to more people than they can see"


class Class(Timed):
    """Many pupils; whoever comes has a place."""

    form = models.CharField(max_length=20, choices=Form.choices, default=Form.CIRCLE)
    seats = models.PositiveIntegerField(null=True)
    is_called_off = models.BooleanField(default=False)
    is_over = models.BooleanField(default=False)


class Place(models.Model):
    """One pupil's place in a class: a booking that has no room of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="places")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="places")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ASKED)


class Bill(models.Model):
    """What a lesson is charged for: the time that a teacher and a pupil were in one room, by its statement."""

    room_id = models.UUIDField(primary_key=True)  # no foreign key: a bill stays when the room goes
    version = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
