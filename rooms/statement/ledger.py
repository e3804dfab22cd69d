"""Reads the ledger of one room from the database and folds it."""

from datetime import datetime, timedelta

from rooms.conf import conf
from rooms.models import Role, Room, RoomParticipant, Visit
from rooms.statement.fold import fold
from rooms.statement.shapes import Presence, RoomFacts, Rules, Side, Statement


def get_statement(room: Room, *, at: datetime) -> Statement:
    """The statement of a room as its ledger stands; one query."""
    visits = Visit.objects.filter(room=room).select_related("participant").order_by("joined_at", "id")
    return fold(
        facts_of(room),
        [
            Presence(str(visit.participant_id), side_of(visit.participant), visit.joined_at, visit.left_at)
            for visit in visits
        ],
        rules=Rules(min_together=timedelta(seconds=conf.min_together_seconds), grace=conf.grace),
        at=at,
        version=room.outcome_version,
    )


def side_of(participant: RoomParticipant) -> Side:
    if participant.role == Role.HOST:
        return "practitioner"
    return "client" if participant.is_client else "other"


def facts_of(room: Room) -> RoomFacts:
    return RoomFacts(
        room_id=str(room.id),
        kind=room.subject_kind,
        ref=room.subject_ref,
        scheduled_start=room.scheduled_start,
        scheduled_end=room.scheduled_end,
        started_at=room.started_at,
        ended_at=room.ended_at,
        end_reason=room.end_reason,
    )
