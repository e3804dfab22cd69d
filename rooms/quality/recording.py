"""Adds what a page reports to the ledger: to the connection, and to the person."""

from datetime import datetime, timedelta

from django.db import transaction

from rooms import attendance
from rooms.exceptions import JOIN_TO_REPORT, Refused
from rooms.models import Room, RoomParticipant, Visit
from rooms.quality.merging import accept, combine, summarise
from rooms.quality.shapes import Report
from rooms.quality.storage import from_json, to_json

#: A page says good-bye after the room has ended; what comes later is no good-bye.
LATEST = timedelta(minutes=10)


def record_quality(room: Room, person_ref: str, report: Report, *, at: datetime) -> bool:
    """Add a batch of the person's own connection; the same batch again changes nothing.

    A connection that LiveKit has not told us of yet waits at the person, until its visit is entered.

    Args:
        person_ref: the host's reference of whoever reports.

    Returns:
        Whether it was new.

    Raises:
        Refused: `not_a_participant` or `not_allowed`, for whoever was never inside or names somebody else's
            connection; `room_ended`, some minutes after the end.
    """
    if room.closed_since is not None and at > room.closed_since + LATEST:
        raise Refused("room_ended")
    with transaction.atomic():
        # Not the room's row: a broadcast's viewers need not wait for each other. The person before the connection, as
        # whoever enters its end takes them: a page says good-bye in just that moment.
        person = RoomParticipant.objects.select_for_update().filter(room=room, user_ref=person_ref).first()
        if person is None:
            raise Refused("not_a_participant")
        visit = Visit.objects.filter(livekit_sid=report.visit_sid).first()
        waiting = attendance.waiting_quality(person)
        # What waited here may have turned out to be somebody else's.
        if visit is not None or report.visit_sid not in waiting:
            _raise_unless_own(person, visit, at=at)
        stored = visit.quality if visit is not None else waiting.get(report.visit_sid, {})
        summary, received = from_json(stored)
        counted = accept(received, report.batch)
        if counted is None:
            return False
        new = summarise(report.samples, report.events)
        connection = to_json(combine(summary, new), counted)
        total = to_json(combine(from_json(person.quality)[0], new))
        if visit is not None:
            attendance.note_visit_quality(visit, connection)
        else:
            waiting = {**waiting, report.visit_sid: connection}
        attendance.note_quality(person, total, waiting=waiting)
    return True


def _raise_unless_own(person: RoomParticipant, visit: Visit | None, *, at: datetime) -> None:
    if visit is not None:
        is_own = visit.participant_id == person.pk
    else:
        is_own = person.first_seen_at is not None or attendance.may_be_inside(person, at=at)
    if not is_own:
        raise Refused("not_allowed", str(JOIN_TO_REPORT))
