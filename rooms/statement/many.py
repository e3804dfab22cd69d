"""Statements of many rooms, some at a time: a constant number of queries each time, and memory for those alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rooms.host import Kind, Subject, get_host
from rooms.models import Room, StatementVersion, SubjectKind, Visit
from rooms.statement.ledger import fold_visits
from rooms.statement.shapes import Statement
from rooms.statement.storage import from_json

#: Rooms at a time. A broadcast's statement has a line for each of a thousand viewers.
AT_A_TIME = 20


def statements_between(
    since: datetime, until: datetime, *, led_by: str | None = None, at: datetime
) -> Iterator[list[Statement]]:
    """The statements of rooms planned in `[since, until)`, in that order; rooms without a plan by their start.

    Those that are final as they were given out; of the others nobody is named absent.

    Args:
        led_by: only what this user leads, by the host's word of now (primary key as a string).
    """
    rooms = Room.objects.alias(time=Coalesce("scheduled_start", "started_at"))
    rooms = rooms.filter(time__gte=since, time__lt=until).order_by("time", "pk")
    last: Room | None = None
    while page := list(_after(rooms, last)[:AT_A_TIME]):
        last = page[-1]
        chosen = page if led_by is None else _led_by(led_by, page)
        if chosen:
            yield _statements_of(chosen, at=at)


def _after(rooms: QuerySet[Room], last: Room | None) -> QuerySet[Room]:
    """By key and not by offset: a page costs the same however many come before it."""
    if last is None:
        return rooms
    time = last.scheduled_start or last.started_at
    return rooms.filter(Q(time__gt=time) | Q(time=time, pk__gt=last.pk), time__gte=time)  # type: ignore[misc]


def _led_by(user_ref: str, rooms: Sequence[Room]) -> list[Room]:
    """Asks the host of all of them at once, kind by kind."""
    subjects: dict[tuple[str, str], Subject] = {}
    for kind in SubjectKind.values:
        refs = {room.subject_ref for room in rooms if room.subject_kind == kind}
        if refs:
            described = get_host().describe(cast(Kind, kind), refs)
            subjects |= {(kind, ref): subject for ref, subject in described.items()}

    def leads(room: Room) -> bool:
        subject = subjects.get((room.subject_kind, room.subject_ref))
        return subject is not None and any(person.ref == user_ref for person in subject.practitioners)

    return [room for room in rooms if leads(room)]


def _statements_of(rooms: Sequence[Room], *, at: datetime) -> list[Statement]:
    newest = StatementVersion.objects.filter(room=OuterRef("room")).order_by("-number").values("number")[:1]
    given_out = StatementVersion.objects.filter(room__in=rooms, number=Subquery(newest))
    final = {row.room_id: from_json(row.statement) for row in given_out}
    visits: dict[object, list[Visit]] = {}
    others = [room for room in rooms if room.pk not in final]
    if others:
        found = Visit.objects.filter(room__in=others).select_related("participant")
        for visit in found.order_by("joined_at", "pk"):
            visits.setdefault(visit.room_id, []).append(visit)
    return [
        final[room.pk]
        if room.pk in final
        # What staff decided about it is in the room's own column.
        else replace(fold_visits(room, visits.get(room.pk, []), at=at), outcome=room.outcome)
        for room in rooms
    ]
