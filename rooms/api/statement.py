"""The statement of a room: reading it, objecting to it, and what staff decide."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rooms import lifecycle
from rooms.api.base import ObjectionThrottle, RoomsView, get_room
from rooms.api.errors import Invalid
from rooms.api.refusals import refusals
from rooms.api.rooms import see
from rooms.api.staff import is_staff_who_may
from rooms.api.statement_rendering import (
    render_mine,
    render_objection,
    render_override,
    render_statement,
)
from rooms.api.statement_shapes import (
    MyStatementShape,
    NewObjectionShape,
    NewOverrideShape,
    ObjectionShape,
    OverrideShape,
    StatementShape,
)
from rooms.api.tables import TableView, as_file
from rooms.exceptions import FOR_PRACTITIONERS, ONLY_STAFF, Refused
from rooms.host import get_host
from rooms.joining import role_in
from rooms.joining.outlook import person_of
from rooms.models import Room
from rooms.statement import Statement
from rooms.statement.ledger import facts_of, get_statement, times_of
from rooms.statement.said import (
    as_made,
    as_said,
    decided_for_clients,
    objections_to,
    overrides_of,
)
from rooms.statement.table import render_table

_READING = refusals("not_a_participant", "not_allowed")


class RoomStatement(RoomsView):
    """Who was there and when, and what came of it; also while it goes on. For practitioners, and staff who may
    view rooms."""

    @extend_schema(operation_id="room_statement", responses={200: StatementShape, **_READING})
    def get(self, request: Request, room_uuid: str) -> Response:
        room, statement = _readable(request.user, room_uuid, at=timezone.now())
        identities = {str(key): identity for key, identity in room.participants.values_list("pk", "identity")}
        reader = str(request.user.pk)
        return Response(render_statement(statement, identities=identities, user_ref=reader))


class RoomStatementTable(TableView):
    """The same as a table: a line for each person, as in `statements.csv`."""

    @extend_schema(
        operation_id="room_statement_csv", responses={(200, "text/csv"): OpenApiTypes.STR, **_READING}
    )
    def get(self, request: Request, room_uuid: str) -> HttpResponse:
        room, statement = _readable(request.user, room_uuid, at=timezone.now())
        return as_file(HttpResponse(render_table([statement])), f"statement-{room.name}.csv")


class MyStatement(RoomsView):
    """One's own times, the outcome with what staff decided about it, and one's own objections; also while it goes
    on. For everyone who belongs to the room."""

    @extend_schema(
        operation_id="room_statement_mine",
        responses={200: MyStatementShape, **refusals("not_a_participant")},
    )
    def get(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        room = get_room(room_uuid)
        outlook = see(request.user, room.subject_kind, room.subject_ref, room, at=now)
        times = times_of(room, outlook.participant, at=now) if outlook.participant is not None else None
        mine = tuple(
            objection
            for objection in objections_to([room]).get(room.pk, ())
            if objection.user_ref == outlook.person.ref
        )
        version = 0
        if room.final_at is not None:
            version = room.statement_versions.count()
        facts = facts_of(room)
        decided = decided_for_clients(overrides_of([room]).get(room.pk, ()), facts)
        return Response(
            render_mine(room, facts, version=version, times=times, overrides=decided, objections=mine)
        )


class Objections(RoomsView):
    """Say in a sentence what is wrong about the statement, once the session is over. It is shown beside it, and
    changes nothing by itself."""

    throttle_classes = [ObjectionThrottle]

    @extend_schema(
        operation_id="room_statement_object",
        request=NewObjectionShape,
        responses={201: ObjectionShape, **refusals("not_a_participant", "not_allowed", changes=True)},
    )
    def post(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        room = get_room(room_uuid)
        outlook = see(request.user, room.subject_kind, room.subject_ref, room, at=now)
        text = _text(request, "text")
        with lifecycle.locked_room(pk=room.pk) as locked:
            said = lifecycle.record_objection(
                locked, outlook.person, user=request.user, role=role_in(room, outlook), text=text, at=now
            )
        return Response(render_objection(as_said(said)), status=201)


class OverrideOutcome(RoomsView):
    """Decide what the outcome is, with a reason that everyone who sees the statement reads. It holds until staff
    decide again; the host is told, and the statement gets its next version."""

    @extend_schema(
        operation_id="room_statement_override",
        request=NewOverrideShape,
        responses={201: OverrideShape, **refusals("not_allowed", changes=True)},
    )
    def post(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        if not is_staff_who_may(request.user, "rooms.override_outcome"):
            raise Refused("not_allowed", str(ONLY_STAFF))
        room = get_room(room_uuid)
        outcome, reason = _text(request, "outcome"), _text(request, "reason")
        name = person_of(get_host(), request.user).name
        with lifecycle.locked_room(pk=room.pk) as locked:
            made = lifecycle.override_outcome(
                locked, outcome, reason=reason, by=request.user, by_name=name, at=now
            )
        return Response(render_override(as_made(made)), status=201)


def _readable(user: Any, room_uuid: str, *, at: datetime) -> tuple[Room, Statement]:
    """The room and its statement, for somebody who may read all of it.

    Raises:
        UnknownSubject, Refused.
    """
    room = get_room(room_uuid)
    if not is_staff_who_may(user, "rooms.view_room"):
        outlook = see(user, room.subject_kind, room.subject_ref, room, at=at)
        if outlook.standing != "practitioner":
            raise Refused("not_allowed", str(FOR_PRACTITIONERS))
    return room, get_statement(room, at=at)


def _text(request: Request, key: str) -> str:
    given = cast(dict[str, Any], request.data).get(key)
    if not isinstance(given, str):
        raise Invalid
    return given
