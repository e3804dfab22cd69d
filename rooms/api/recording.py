"""Starting and stopping the recording of a room. What becomes of it the room and the call say."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rooms import attendance, lifecycle
from rooms.api.base import RecordingThrottle, RoomsView, get_room, try_now
from rooms.api.errors import Invalid
from rooms.api.moderation import moderator_of
from rooms.api.refusals import refusals
from rooms.api.shapes import RecordingStartedShape, StartRecordingShape
from rooms.exceptions import RoomsError
from rooms.models import Room, RoomRecording
from rooms.recordings import starting, stopping


class StartRecording(RoomsView):
    """Record the session; where its room asks for consent, ask first. It begins some seconds after this answer."""

    throttle_classes = [RecordingThrottle]

    @extend_schema(
        operation_id="room_start_recording",
        request=StartRecordingShape,
        responses={
            202: RecordingStartedShape,
            **refusals(
                "not_a_participant",
                "not_allowed",
                "room_ended",
                "room_empty",
                "recording_active",
                "recording_unavailable",
                changes=True,
            ),
        },
    )
    def post(self, request: Request, room_ref: str) -> Response:
        now = timezone.now()
        audio_only = _flag(request.data, "audio_only")
        found = _room(room_ref)
        person = moderator_of(request.user, found, at=now)
        with lifecycle.locked_room(pk=found.pk) as room:
            by = attendance.find_person(room, person)
            if by is None:
                raise RoomsError("room_empty")
            recording, keys = starting.start(room, by, now, audio_only=audio_only)
        try_now(keys, at=now)
        return _answer(recording)


class StopRecording(RoomsView):
    """End the recording. Again, while it ends: changes nothing."""

    throttle_classes = [RecordingThrottle]

    @extend_schema(
        operation_id="room_stop_recording",
        request=None,
        responses={
            202: RecordingStartedShape,
            **refusals("not_a_participant", "not_allowed", "not_recording", changes=True),
        },
    )
    def post(self, request: Request, room_ref: str) -> Response:
        now = timezone.now()
        found = _room(room_ref)
        person = moderator_of(request.user, found, at=now)
        with lifecycle.locked_room(pk=found.pk) as room:
            by = attendance.find_person(room, person)
            recording, keys = stopping.stop(room, by, now)
        if recording is None:
            raise RoomsError("not_recording")
        try_now(keys, at=now)
        return _answer(recording)


def _room(room_ref: str) -> Room:
    """By its id, or by the name that LiveKit knows it by.

    Raises:
        UnknownSubject: there is no such room.
    """
    named = Room.objects.filter(name=room_ref).select_related("template").first()
    return named or get_room(room_ref)


def _flag(body: Any, name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Invalid(detail=f"{name} must be true or false.")
    return value


def _answer(recording: RoomRecording) -> Response:
    return Response({"id": str(recording.id), "status": recording.status}, status=202)
