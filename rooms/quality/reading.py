"""Why a call was bad, from a statement: what pages and the API tell."""

from typing import Any

from rooms.models import Role
from rooms.quality.reasons import Line, explain
from rooms.quality.storage import from_json
from rooms.quality.words import render_reason
from rooms.statement import Statement


def lines_of(statement: Statement) -> list[Line]:
    """Every connection of those who make the call. Whoever only watches has a bad evening alone."""
    return [
        Line(
            person=person.person,
            name=person.name,
            medium=visit.medium,
            joined_at=visit.joined_at,
            left_at=visit.left_at,
            summary=summary if summary.measured_seconds else None,
        )
        for person in statement.people
        if person.role != Role.VIEWER
        for visit in person.visits
        for summary, _ in [from_json(visit.quality)]
    ]


def reasons_for(statement: Statement, *, user_ref: str = "") -> list[dict[str, Any]]:
    """The reasons, in words for whoever reads, each as `render_reason` gives it; none where the call was good.

    Args:
        user_ref: the host's reference of whoever reads; empty for staff, who were not there.
    """
    own = [person.person for person in statement.people if user_ref and person.user_ref == user_ref]
    viewer = own[0] if own else ""
    reasons = explain(lines_of(statement), is_over=statement.room.is_over)
    return [render_reason(reason, viewer=viewer) for reason in reasons]
