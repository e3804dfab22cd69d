"""Consent to a recording: what somebody is asked, and what they answer."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from rooms.api.base import RecordingThrottle, RoomsView, get_room, try_now
from rooms.api.consent_shapes import AnswerShape, ConsentShape
from rooms.api.errors import Invalid
from rooms.api.refusals import refusals
from rooms.api.rooms import see
from rooms.exceptions import TextOutdated, UnknownSubject
from rooms.joining import Outlook, give_answer
from rooms.recordings.consent import consent_as_seen


class Consent(RoomsView):
    """What somebody is asked or told about a recording, in the language of the request."""

    def get_throttles(self) -> list[BaseThrottle]:
        return [RecordingThrottle()] if self.request.method == "POST" else super().get_throttles()

    @extend_schema(
        operation_id="room_consent", responses={200: ConsentShape, **refusals("not_a_participant")}
    )
    def get(self, request: Request, room_uuid: str) -> Response:
        return Response(_seen(_look(request, room_uuid)))

    @extend_schema(
        operation_id="room_answer_consent",
        description=(
            "Agree or decline, or change one's mind. `404` where nothing is asked; `409 conflict` with `consent` "
            "where other words hold now than those of `text_id`: show them, and ask again."
        ),
        request=AnswerShape,
        responses={
            200: ConsentShape,
            **refusals(
                "not_a_participant",
                "booking_cancelled",
                "room_ended",
                "booking_not_confirmed",
                "removed",
                "not_allowed",
                "too_early",
                "room_full",
                "conflict",
                changes=True,
            ),
        },
    )
    def post(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        body = cast(dict[str, Any], request.data)
        agree, text_id = _agree(body.get("agree")), _text_id(body.get("text_id"))
        outlook = _look(request, room_uuid)
        try:
            answered = give_answer(outlook, request.user, agree=agree, text_id=text_id, at=now)
        except TextOutdated as error:
            raise TextOutdated(_seen(outlook)) from error
        try_now(list(answered.keys), at=now)
        return Response(_seen(_look(request, room_uuid)))


def _look(request: Request, room_uuid: str) -> Outlook:
    room = get_room(room_uuid)
    return see(request.user, room.subject_kind, room.subject_ref, room, at=timezone.now())


def _seen(outlook: Outlook) -> dict[str, Any]:
    if outlook.room is None or outlook.decision.role is None:
        raise UnknownSubject
    return consent_as_seen(outlook.room, outlook.participant, outlook.decision.role, at=timezone.now())


def _agree(given: object) -> bool:
    """An answer is never taken for granted."""
    if not isinstance(given, bool):
        raise Invalid
    return given


def _text_id(given: object) -> UUID:
    if not isinstance(given, str):
        raise Invalid
    try:
        return UUID(given)
    except ValueError as error:
        raise Invalid from error
