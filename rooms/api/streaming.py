"""Live streaming: the targets of a room, on air and off, for its practitioners."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from rooms import lifecycle, streaming
from rooms.api.base import RecordingThrottle, RoomsView, parse_id, try_now
from rooms.api.errors import Invalid
from rooms.api.moderation import moderated_room
from rooms.api.refusals import refusals
from rooms.api.streaming_rendering import render_target
from rooms.api.streaming_shapes import NewStreamTargetShape, StreamTargetListShape, StreamTargetShape
from rooms.exceptions import UnknownSubject
from rooms.models import Room, StreamTarget

_OWN = ("not_a_participant", "not_allowed")
_STARTING = ("room_ended", "room_empty", "stream_ending", "streaming_not_set_up")


class StreamTargets(RoomsView):
    """Where the room may be streamed to."""

    def get_throttles(self) -> list[BaseThrottle]:
        return [RecordingThrottle()] if self.request.method == "POST" else super().get_throttles()

    @extend_schema(operation_id="stream_targets", responses={200: StreamTargetListShape, **refusals(*_OWN)})
    def get(self, request: Request, room_uuid: str) -> Response:
        room = moderated_room(request.user, room_uuid, at=timezone.now())
        results = [render_target(target) for target in room.stream_targets.all()]
        return Response({"next": None, "previous": None, "results": results})

    @extend_schema(
        operation_id="stream_target_add",
        request=NewStreamTargetShape,
        responses={
            201: StreamTargetShape,
            **refusals(*_OWN, "room_ended", "stream_target_exists", "streaming_not_set_up", changes=True),
        },
    )
    def post(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        room = moderated_room(request.user, room_uuid, at=now)
        body = cast(dict[str, Any], request.data)
        texts = {name: body.get(name) for name in ("name", "url", "key")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise Invalid
        with lifecycle.locked_room(pk=room.pk) as locked:
            target = streaming.add(locked, **cast(dict[str, str], texts), user=request.user, at=now)
        return Response(render_target(target), status=201)


class StreamTargetDetail(RoomsView):
    """Remove a target, and its key with it. One that is on air is taken off first, by hand."""

    throttle_classes = [RecordingThrottle]

    @extend_schema(
        operation_id="stream_target_remove",
        responses={204: None, **refusals(*_OWN, "stream_active", changes=True)},
    )
    def delete(self, request: Request, room_uuid: str, target_id: str) -> Response:
        _change(request, room_uuid, target_id, lambda target, at: streaming.remove(target))
        return Response(status=204)


class StartStream(RoomsView):
    """Put a target on air; one that is, or will be, stays so."""

    throttle_classes = [RecordingThrottle]

    @extend_schema(
        operation_id="stream_start",
        request=None,
        responses={202: StreamTargetShape, **refusals(*_OWN, *_STARTING, changes=True)},
    )
    def post(self, request: Request, room_uuid: str, target_id: str) -> Response:
        # Not tried at once: LiveKit may take half a minute to say that no recorder is there.
        return _started(request, room_uuid, target_id, lambda target, at: streaming.start(target, at=at))


class StopStream(RoomsView):
    """Take a target off air. One that is not on air stays so."""

    throttle_classes = [RecordingThrottle]

    @extend_schema(
        operation_id="stream_stop",
        request=None,
        responses={202: StreamTargetShape, **refusals(*_OWN, changes=True)},
    )
    def post(self, request: Request, room_uuid: str, target_id: str) -> Response:
        keys: list[str] = []

        def stop(target: StreamTarget, at: datetime) -> None:
            keys.extend(streaming.stop(target, at=at))

        answer = _started(request, room_uuid, target_id, stop)
        try_now(keys, at=timezone.now())
        return answer


def _started(
    request: Request, room_uuid: str, target_id: str, change: Callable[[StreamTarget, datetime], object]
) -> Response:
    return Response(render_target(_change(request, room_uuid, target_id, change)), status=202)


def _change(
    request: Request, room_uuid: str, target_id: str, change: Callable[[StreamTarget, datetime], object]
) -> StreamTarget:
    now = timezone.now()
    room = moderated_room(request.user, room_uuid, at=now)
    with lifecycle.locked_room(pk=room.pk) as locked:
        target = _target(locked, target_id)
        change(target, now)
    return target


def _target(room: Room, target_id: str) -> StreamTarget:
    found = room.stream_targets.filter(pk=parse_id(target_id)).first()
    if found is None:
        raise UnknownSubject
    found.room = room  # the locked row: what is changed on it is not lost
    return found
