"""Room details, and the way in."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rooms.api.base import JoinThrottle, RoomsView, get_room
from rooms.api.rendering import render_entry, render_room
from rooms.api.shapes import EntryShape, ErrorShape, RoomShape
from rooms.exceptions import Refused
from rooms.joining import Outlook, enter, look
from rooms.models import Room

_REFUSALS = dict.fromkeys((401, 403, 404, 409, 410, 429, 503), ErrorShape)


class RoomDetail(RoomsView):
    """What a room is to the person who asks. Who does not belong to it sees nothing."""

    @extend_schema(
        operation_id="room_get",
        request=None,
        responses={200: RoomShape, 401: ErrorShape, 403: ErrorShape, 404: ErrorShape},
    )
    def get(self, request: Request, room_id: str) -> Response:
        room = get_room(room_id)
        return _details(request.user, room.subject_kind, room.subject_ref, room)


class SubjectRoomDetail(RoomsView):
    """The same by booking or session, also where it has no room (yet)."""

    kind = ""

    def get(self, request: Request, ref: str) -> Response:
        return _details(request.user, self.kind, ref, None)


class BookingRoomDetail(SubjectRoomDetail):
    kind = "booking"

    @extend_schema(
        operation_id="booking_room_get",
        responses={200: RoomShape, 401: ErrorShape, 403: ErrorShape, 404: ErrorShape},
    )
    def get(self, request: Request, ref: str) -> Response:
        return super().get(request, ref)


class SessionRoomDetail(SubjectRoomDetail):
    kind = "session"

    @extend_schema(
        operation_id="session_room_get",
        responses={200: RoomShape, 401: ErrorShape, 403: ErrorShape, 404: ErrorShape},
    )
    def get(self, request: Request, ref: str) -> Response:
        return super().get(request, ref)


class GetToken(RoomsView):
    """A token for this room."""

    throttle_classes = [JoinThrottle]

    @extend_schema(operation_id="room_get_token", request=None, responses={200: EntryShape, **_REFUSALS})
    def post(self, request: Request, room_id: str) -> Response:
        room = get_room(room_id)
        return _entry(request.user, room.subject_kind, room.subject_ref, room)


class JoinBooking(RoomsView):
    """A token for the room of this booking; for one that belongs to a session, for the session's room."""

    throttle_classes = [JoinThrottle]

    @extend_schema(operation_id="booking_join", request=None, responses={200: EntryShape, **_REFUSALS})
    def post(self, request: Request, ref: str) -> Response:
        return _entry(request.user, "booking", ref, None)


class JoinSession(RoomsView):
    """A token for the room of this session."""

    throttle_classes = [JoinThrottle]

    @extend_schema(operation_id="session_join", request=None, responses={200: EntryShape, **_REFUSALS})
    def post(self, request: Request, ref: str) -> Response:
        return _entry(request.user, "session", ref, None)


def _details(user: Any, kind: str, ref: str, room: Room | None) -> Response:
    now = timezone.now()
    outlook = see(user, kind, ref, room)
    return Response(render_room(outlook, user=user, at=now))


def see(user: Any, kind: str, ref: str, room: Room | None) -> Outlook:
    """The outlook of somebody who belongs to the room.

    Raises:
        Refused: `not_a_participant`.
    """
    outlook = look(user, kind, ref, at=timezone.now(), room=room)
    if outlook.standing == "none":
        raise Refused("not_a_participant")
    return outlook


def _entry(user: Any, kind: str, ref: str, room: Room | None) -> Response:
    now = timezone.now()
    entry = enter(user, kind, ref, at=now, only_room=room)
    return Response(render_entry(entry, user=user, at=now))
