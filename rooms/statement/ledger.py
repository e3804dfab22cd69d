"""Reads what is known of one room from the database: its ledger, and what was given out and said since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from rooms.conf import conf
from rooms.models import EndReason, Role, Room, RoomParticipant, Visit
from rooms.statement.expected import expected_in
from rooms.statement.fold import did_meet, fold
from rooms.statement.outcome import outcome_of, overridden
from rooms.statement.said import objections_to, overrides_of
from rooms.statement.shapes import Expected, PersonTimes, Presence, RoomFacts, Rules, Side, Statement, Who
from rooms.statement.storage import from_json


def get_statement(room: Room, *, at: datetime) -> Statement:
    """The statement of a room, with all that staff and people said: what pages, API and host are given.

    What was given out is shown as it was given out, whatever the settings say meanwhile; until then the ledger is
    folded, and the host asked who is expected. A constant number of queries.
    """
    given_out = latest_version(room) if room.final_at is not None else None
    statement = given_out or fold_ledger(room, at=at, expected=expected_in(room))
    return with_what_was_said(room, statement)


def fold_ledger(room: Room, *, at: datetime, expected: Sequence[Expected] = ()) -> Statement:
    """What the ledger alone says now; one query."""
    return fold_visits(room, list(_visits_of(room)), at=at, expected=expected)


def fold_visits(
    room: Room, visits: Sequence[Visit], *, at: datetime, expected: Sequence[Expected] = ()
) -> Statement:
    """The same of visits that were read already, with their participants; no query."""
    return fold(
        facts_of(room),
        [presence_of(visit) for visit in visits],
        rules=_rules(),
        at=at,
        who={str(visit.participant_id): _who(visit.participant) for visit in visits},
        expected=expected,
    )


def took_place(room: Room, *, at: datetime) -> bool:
    """Whether the session happened; one query.

    Asked whenever a room is empty again, which a small one often is: so no more is read than who was there when.
    """
    visits = Visit.objects.filter(room=room).order_by()
    if room.scheduled_start is not None:
        visits = visits.exclude(left_at__lte=room.scheduled_start)
    seen = visits.values_list(
        "participant_id", "participant__role", "participant__is_client", "joined_at", "left_at"
    )
    presences = [
        Presence(str(person), _side(role, is_client=is_client), joined_at, left_at)
        for person, role, is_client, joined_at, left_at in seen
    ]
    return did_meet(facts_of(room), presences, rules=_rules(), at=at)


def outcome_now(room: Room, *, at: datetime) -> str:
    """The outcome that holds: staff's, else the ledger's. Two queries.

    Asked again at every leave after the end, and a crowd leaves a broadcast in one moment: so nobody's visits are read.
    """
    decided = overrides_of([room]).get(room.pk)
    if decided:
        return decided[-1].outcome
    kinds = Visit.objects.filter(room=room).order_by()
    sides = {
        _side(role, is_client=is_client)
        for role, is_client in kinds.values_list("participant__role", "participant__is_client").distinct()
    }
    met = room.end_reason == EndReason.CANCELLED and took_place(room, at=at)
    return outcome_of(facts_of(room), sides, took_place=met, rules=_rules())


def times_of(room: Room, participant: RoomParticipant, *, at: datetime) -> PersonTimes | None:
    """One person's line; None for who was never inside. One query.

    As it was given out, where it was: the number of that version stands beside it. Until then nobody else's is read.
    """
    given_out = latest_version(room) if room.final_at is not None else None
    if given_out is not None:
        return next((person for person in given_out.people if person.person == str(participant.pk)), None)
    presences = [presence_of(visit) for visit in _visits_of(room).filter(participant=participant)]
    alone = fold(
        facts_of(room), presences, rules=_rules(), at=at, who={str(participant.pk): _who(participant)}
    )
    return alone.people[0] if alone.people else None


def latest_version(room: Room) -> Statement | None:
    """The statement that was given out last; one query."""
    row = room.statement_versions.order_by("-number").first()
    return from_json(row.statement) if row is not None else None


def with_what_was_said(room: Room, statement: Statement) -> Statement:
    """Staff's decisions and people's objections as they stand now; two queries."""
    decided = overridden(statement, overrides_of([room]).get(room.pk, ()))
    return replace(decided, objections=objections_to([room]).get(room.pk, ()))


def _visits_of(room: Room) -> QuerySet[Visit]:
    return Visit.objects.filter(room=room).select_related("participant").order_by("joined_at", "id")


def _rules() -> Rules:
    return Rules(min_together=timedelta(seconds=conf.min_together_seconds), grace=conf.grace)


def _who(participant: RoomParticipant) -> Who:
    return Who(participant.name, participant.role, participant.user_ref)


def presence_of(visit: Visit) -> Presence:
    return Presence(
        person=str(visit.participant_id),
        side=_side(visit.participant.role, is_client=visit.participant.is_client),
        joined_at=visit.joined_at,
        left_at=visit.left_at,
        joined_known_by=visit.joined_known_by,
        left_known_by=visit.left_known_by,
        joined_precision=visit.joined_precision,
        left_precision=visit.left_precision,
        medium=visit.medium,
        leave_reason=visit.leave_reason,
        quality=visit.quality,
    )


def _side(role: str, *, is_client: bool) -> Side:
    if role == Role.HOST:
        return "practitioner"
    return "client" if is_client else "other"


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
        title=room.title,
    )
