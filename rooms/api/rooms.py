"""Room details, and the way in."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rooms.api.base import JoinThrottle, RoomsView, get_room
from rooms.api.refusals import ENTERING, SEEING
from rooms.api.rendering import render_entry, render_room
from rooms.api.shapes import EntryShape, RoomShape
from rooms.exceptions import Refused
from rooms.joining import Outlook, enter, look
from rooms.models import Room


class RoomDetail(RoomsView):
    """What a room is to the person who asks. Who does not belong to it sees nothing."""

    @extend_schema(operation_id="room_get", responses={200: RoomShape, **SEEING})
    def get(self, request: Request, room_uuid: str) -> Response:
        room = get_room(room_uuid)
        return _details(request.user, room.subject_kind, room.subject_ref, room)


class BookingRoomDetail(RoomsView):
    """The room of a booking, also where it has none (yet): `me.code` says why. A booking that is for a session
    has the session's room."""

    @extend_schema(operation_id="booking_room_get", responses={200: RoomShape, **SEEING})
    def get(self, request: Request, booking_id: str) -> Response:
        return _details(request.user, "booking", booking_id, None)


class SessionRoomDetail(RoomsView):
    """The room of a session, also where it has none (yet): `me.code` says why."""

    @extend_schema(operation_id="session_room_get", responses={200: RoomShape, **SEEING})
    def get(self, request: Request, session_id: str) -> Response:
        return _details(request.user, "session", session_id, None)


class GetToken(RoomsView):
    """A token for this room, and no other: where its subject has a new room meanwhile, this one is over."""

    throttle_classes = [JoinThrottle]

    @extend_schema(operation_id="room_get_token", request=None, responses={200: EntryShape, **ENTERING})
    def post(self, request: Request, room_uuid: str) -> Response:
        room = get_room(room_uuid, only=("subject_kind", "subject_ref", "status"))
        return _entry(request.user, room.subject_kind, room.subject_ref, room)


class JoinBooking(RoomsView):
    """A token for the room of this booking; for one that belongs to a session, for the session's room."""

    throttle_classes = [JoinThrottle]

    @extend_schema(operation_id="booking_join", request=None, responses={200: EntryShape, **ENTERING})
    def post(self, request: Request, booking_id: str) -> Response:
        return _entry(request.user, "booking", booking_id, None)


class JoinSession(RoomsView):
    """A token for the room of this session."""

    throttle_classes = [JoinThrottle]

    @extend_schema(operation_id="session_join", request=None, responses={200: EntryShape, **ENTERING})
    def post(self, request: Request, session_id: str) -> Response:
        return _entry(request.user, "session", session_id, None)


def _details(user: Any, kind: str, ref: str, room: Room | None) -> Response:
    now = timezone.now()
    outlook = see(user, kind, ref, room, at=now)
    return Response(render_room(outlook, user=user, at=now))


def see(user: Any, kind: str, ref: str, room: Room | None, *, at: datetime) -> Outlook:
    """The outlook of somebody who belongs to the room.

    Raises:
        Refused: `not_a_participant`.
    """
    outlook = look(user, kind, ref, at=at, room=room)
    if outlook.standing == "none":
        raise Refused("not_a_participant")
    return outlook


def _entry(user: Any, kind: str, ref: str, room: Room | None) -> Response:
    now = timezone.now()
    entry = enter(user, kind, ref, at=now, only_room=room)
    return Response(render_entry(entry, user=user, at=now))
