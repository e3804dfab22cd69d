"""What a practitioner may do with the room and the people in it."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rooms import lifecycle
from rooms.api.base import RoomsView, get_room, parse_id, try_now
from rooms.api.refusals import MODERATING, refusals
from rooms.api.rendering import participants_of, render_participant, render_room
from rooms.api.rooms import see
from rooms.api.shapes import ParticipantShape, RoomShape
from rooms.exceptions import ONLY_PRACTITIONERS, Refused, UnknownSubject
from rooms.host import Person
from rooms.models import EndReason, Room, RoomParticipant


class EndRoom(RoomsView):
    """End the session for everyone. Ending it again changes nothing; before it opens there is nothing to end."""

    @extend_schema(
        operation_id="room_end",
        request=None,
        responses={
            200: RoomShape,
            **refusals("not_a_participant", "not_allowed", "too_early", changes=True),
        },
    )
    def post(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        room = moderated_room(request.user, room_uuid, at=now)
        with lifecycle.locked_room(pk=room.pk) as locked:
            if locked.opens_at is not None and now < locked.opens_at and locked.started_at is None:
                # Ended for good before anybody could come, it would count as a session that both missed.
                raise Refused("too_early", retry_at=locked.opens_at)
            lifecycle.end_room(locked, EndReason.HOST, ended_at=now, at=now, by_ref=str(request.user.pk))
        try_now([f"delete_livekit_room:{room.id}:end"], at=now)
        outlook = see(request.user, room.subject_kind, room.subject_ref, get_room(room_uuid), at=now)
        return Response(render_room(outlook, user=request.user, at=now))


class RemoveParticipant(RoomsView):
    """Put a person out, and keep them out until they are readmitted."""

    @extend_schema(
        operation_id="participant_remove",
        request=None,
        responses={
            200: ParticipantShape,
            **refusals("not_a_participant", "not_allowed", changes=True),
        },
    )
    def post(self, request: Request, room_uuid: str, participant_id: str) -> Response:
        now = timezone.now()
        room = moderated_room(request.user, room_uuid, at=now)
        with lifecycle.locked_room(pk=room.pk) as locked:
            participant = _participant(locked, participant_id)
            keys = lifecycle.remove(locked, participant, at=now)
        try_now(keys, at=now)
        return _answer(room, participant_id)


class ReadmitParticipant(RoomsView):
    """Let a removed person come back in."""

    @extend_schema(
        operation_id="participant_readmit", request=None, responses={200: ParticipantShape, **MODERATING}
    )
    def post(self, request: Request, room_uuid: str, participant_id: str) -> Response:
        room = moderated_room(request.user, room_uuid, at=timezone.now())
        with lifecycle.locked_room(pk=room.pk) as locked:
            lifecycle.readmit(locked, _participant(locked, participant_id))
        return _answer(room, participant_id)


def moderated_room(user: Any, room_uuid: str, *, at: datetime) -> Room:
    """The room, for one of its practitioners.

    Raises:
        UnknownSubject, Refused.
    """
    room = get_room(room_uuid)
    moderator_of(user, room, at=at)
    return room


def moderator_of(user: Any, room: Room, *, at: datetime) -> Person:
    """Who this practitioner of the room is.

    Raises:
        UnknownSubject, Refused.
    """
    outlook = see(user, room.subject_kind, room.subject_ref, room, at=at)
    if outlook.standing != "practitioner":
        raise Refused("not_allowed", str(ONLY_PRACTITIONERS))
    return outlook.person


def _participant(room: Room, participant_id: str) -> RoomParticipant:
    found = room.participants.filter(pk=parse_id(participant_id)).first()
    if found is None:
        raise UnknownSubject
    return found


def _answer(room: Room, participant_id: str) -> Response:
    row = participants_of(room).get(pk=parse_id(participant_id))
    return Response(render_participant(row, inside=row.inside))  # type: ignore[attr-defined]
