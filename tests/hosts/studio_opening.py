"""What somebody at the studio does by hand on the first day. tests/wheel runs it on the wheel alone.

Prints, as JSON, where things were imported from, and what there is to look at.
"""

import json
import sys
from datetime import timedelta
from importlib.util import find_spec

from django.utils import timezone

import rooms
from tests.hosts.studio.members.models import Member
from tests.hosts.studio.timetable.models import Appointment, Class, Discipline, Place, Status

password = sys.argv[1]
teacher = Member.objects.register("K-1", "Dr. Nadia Rahman", "nadia@studio.example", password)
pupil = Member.objects.register("K-2", "Jonas Weber", "jonas@example.org", password)
times = {"begins": timezone.now(), "ends": timezone.now() + timedelta(hours=1)}
breathing = Discipline.objects.create(name="Breathing")
appointment = Appointment.objects.create(discipline=breathing, pupil=pupil, status=Status.AGREED, **times)
lesson = Class.objects.create(discipline=breathing, **times)
for one in (appointment, lesson):
    one.teachers.set([teacher])
place = Place.objects.create(lesson=lesson, pupil=pupil, status=Status.AGREED)

found = {
    "rooms": rooms.__file__,
    "else": [name for name in ("estuary", "dev", "tests.conftest", "pytest") if find_spec(name)],
    "appointment": str(appointment.pk),
    "place": str(place.pk),
    "class": str(lesson.pk),
}
sys.stdout.write(json.dumps(found))
