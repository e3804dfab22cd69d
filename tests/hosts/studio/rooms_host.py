"""What the studio's appointments and classes mean for `rooms`: the class that `ROOMS["HOST"]` names."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from rooms.host import Host, Kind, Person, RoomTypeName, Standing, State, Subject
from tests.hosts.studio.members.models import Member
from tests.hosts.studio.timetable.models import Appointment, Class, Form, Place, Status

if TYPE_CHECKING:
    from rooms.statement import Statement

STATES: dict[str, State] = {
    Status.ASKED: "not_confirmed",
    Status.AGREED: "joinable",
    Status.CALLED_OFF: "cancelled",
    Status.CAME: "finished",
    Status.MISSED: "finished",
}
STANDINGS: dict[str, Standing] = {
    Status.ASKED: "unconfirmed_client",
    Status.AGREED: "client",
    Status.CALLED_OFF: "cancelled_client",
    Status.CAME: "client",
    Status.MISSED: "client",
}
ROOM_TYPES: dict[str, RoomTypeName] = {Form.CIRCLE: "group", Form.TALK: "webinar", Form.CONCERT: "broadcast"}


def keys(refs: Collection[str]) -> list[UUID]:
    """References come from addresses: what is not a key, written as we write it, names nothing of ours."""
    return [key for key, ref in ((_key(ref), ref) for ref in refs) if key is not None and str(key) == ref]


def _key(ref: str) -> UUID | None:
    try:
        return UUID(ref)
    except ValueError:
        return None


class StudioHost(Host):
    def resolve(self, kind: Kind, ref: str) -> tuple[Kind, str]:
        if kind == "booking":
            for lesson_id in Place.objects.filter(pk__in=keys([ref])).values_list("lesson_id", flat=True):
                return "session", str(lesson_id)
        return kind, ref

    def describe(self, kind: Kind, refs: Collection[str]) -> Mapping[str, Subject]:
        if kind == "booking":
            lessons = Appointment.objects.filter(pk__in=keys(refs))
            found = lessons.select_related("discipline").prefetch_related("teachers")
            return {str(one.pk): _subject(kind, one, STATES[one.status], "individual") for one in found}
        classes = Class.objects.filter(pk__in=keys(refs))
        return {
            str(one.pk): _subject(kind, one, _state(one), ROOM_TYPES[one.form], one.seats)
            for one in classes.select_related("discipline").prefetch_related("teachers")
        }

    def standing(self, kind: Kind, ref: str, user: Any) -> Standing:
        if kind == "booking":
            lesson = Appointment.objects.filter(pk__in=keys([ref]))
            if lesson.filter(teachers=user).exists():
                return "practitioner"
            return "client" if lesson.filter(pupil=user).exists() else "none"
        if Class.objects.filter(pk__in=keys([ref]), teachers=user).exists():
            return "practitioner"
        places = Place.objects.filter(lesson__in=keys([ref]), pupil=user)
        standings: set[Standing] = {STANDINGS[status] for status in places.values_list("status", flat=True)}
        best: tuple[Standing, ...] = ("client", "unconfirmed_client", "cancelled_client")
        return next((standing for standing in best if standing in standings), "none")

    def clients(self, kind: Kind, ref: str) -> list[Person]:
        if kind == "booking":
            pupils = Q(appointments__in=keys([ref]))
        else:
            booked = Place.objects.filter(lesson__in=keys([ref])).exclude(status=Status.CALLED_OFF)
            pupils = Q(places__in=booked)
        return [_person(member) for member in Member.objects.filter(pupils).distinct().order_by("card")]

    def people(self, refs: Collection[str]) -> Mapping[str, Person]:
        return {str(member.pk): _person(member) for member in Member.objects.filter(pk__in=keys(refs))}

    def subjects_between(self, since: datetime, until: datetime) -> Iterable[tuple[Kind, str]]:
        # Without an end, `rooms` counts an hour: whoever begins in time is enough to look at.
        overlaps = Q(begins__lt=until) & (Q(ends__gt=since) | Q(ends=None, begins__gt=since))
        for key in Appointment.objects.filter(overlaps, status=Status.AGREED).values_list("pk", flat=True):
            yield "booking", str(key)
        for key in Class.objects.filter(overlaps, is_called_off=False).values_list("pk", flat=True):
            yield "session", str(key)

    def return_url(self, kind: Kind, ref: str, user: Any) -> str:
        return "/welcome/"

    def record_outcome(
        self,
        kind: Kind,
        ref: str,
        outcome: str,
        statement: "Statement",
        people: Mapping[str, bool],
        previous: str | None,
    ) -> None:
        # Moved since: that room's end is not the end of this lesson.
        then = {"pk": ref, "begins": statement.room.scheduled_start}
        # Who had not paid has missed nothing, and what we wrote by hand stays: only what was told before is corrected.
        waiting = [Status.AGREED] if previous is None else [Status.AGREED, Status.CAME, Status.MISSED]
        if kind == "booking":
            appointments = Appointment.objects.filter(**then, status__in=waiting)
            appointments.update(status=Status.CAME if outcome == "completed" else Status.MISSED)
        elif Class.objects.filter(**then).update(is_over=True):
            for place in Place.objects.filter(lesson__in=keys([ref]), status__in=waiting):
                came = outcome == "completed" and people.get(str(place.pupil_id), place.status == Status.CAME)
                place.status = Status.CAME if came else Status.MISSED
                place.save(update_fields=["status"])


def _person(member: Member) -> Person:
    return Person(ref=str(member.pk), name=member.called, email=member.mail)


def _state(lesson: Class) -> State:
    if lesson.is_called_off:
        return "cancelled"
    return "finished" if lesson.is_over else "joinable"


def _subject(
    kind: Kind, lesson: Appointment | Class, state: State, room_type: RoomTypeName, seats: int | None = None
) -> Subject:
    return Subject(
        kind=kind,
        ref=str(lesson.pk),
        state=state,
        room_type=room_type,
        title=lesson.discipline.name,
        starts_at=lesson.begins,
        ends_at=lesson.ends,
        practitioners=tuple(_person(teacher) for teacher in lesson.teachers.all()),
        capacity=seats,
    )
