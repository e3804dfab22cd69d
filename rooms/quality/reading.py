"""Reads the connections of a room with what their pages measured."""

from rooms.models import Room, Visit
from rooms.quality.reasons import Line, Reason, explain
from rooms.quality.storage import from_json


def get_reasons(room: Room) -> list[Reason]:
    """Why the call was bad, if it was; one query."""
    visits = Visit.objects.filter(room=room).select_related("participant").order_by("joined_at", "id")
    return explain([line_of(visit) for visit in visits])


def line_of(visit: Visit) -> Line:
    """One visit, with its participant already read, as the reasons look at it."""
    summary, _ = from_json(visit.quality)
    return Line(
        person=str(visit.participant_id),
        name=visit.participant.name,
        medium=visit.medium,
        joined_at=visit.joined_at,
        left_at=visit.left_at,
        summary=summary if summary.measured_seconds else None,
    )
