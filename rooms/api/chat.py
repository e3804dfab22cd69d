"""The chat of a room: reading it, page by page, and writing into it."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.utils.urls import remove_query_param, replace_query_param

from rooms import attendance, chat, notices
from rooms.api.base import ChatThrottle, RoomsView, get_room, try_now
from rooms.api.errors import Invalid
from rooms.api.paging import PAGE_SIZE, Pages, flag_of
from rooms.api.refusals import refusals
from rooms.api.rooms import see
from rooms.api.shapes import MessagePageShape, MessageShape, NewMessageShape
from rooms.exceptions import Refused
from rooms.joining import Outlook
from rooms.models import Role

_AFTER = OpenApiParameter("after", OpenApiTypes.UUID, description="What came later than this message.")
_BEFORE = OpenApiParameter("before", OpenApiTypes.UUID, description="What came just before this message.")
_NEWEST = OpenApiParameter("newest", OpenApiTypes.BOOL, description="The newest page instead of the oldest.")
#: Where a page begins; at most one of them is given.
_PLACES = ("after", "before", "newest")


class Messages(RoomsView):
    """The chat of a room, oldest first within and across pages."""

    def get_throttles(self) -> list[BaseThrottle]:
        return [ChatThrottle()] if self.request.method == "POST" else super().get_throttles()

    @extend_schema(
        operation_id="room_messages",
        parameters=[_AFTER, _BEFORE, _NEWEST, PAGE_SIZE],
        responses={
            200: MessagePageShape,
            **refusals(
                "not_a_participant",
                "booking_cancelled",
                "booking_not_confirmed",
                "removed",
                "not_allowed",
                "invalid",
            ),
        },
    )
    def get(self, request: Request, room_uuid: str) -> Response:
        room = get_room(room_uuid)
        outlook = see(request.user, room.subject_kind, room.subject_ref, room, at=timezone.now())
        chat.raise_unless_reader(room, outlook.standing, outlook.participant)
        if len([place for place in _PLACES if place in request.query_params]) > 1:
            raise Invalid
        page = chat.page_of(
            room,
            Pages().get_page_size(request) or Pages.page_size,
            after=_message_id(request, "after"),
            before=_message_id(request, "before"),
            newest=bool(flag_of(request, "newest")),
        )
        return Response(
            {
                "next": _link(request, after=page.messages[-1].id) if page.has_newer else None,
                "previous": _link_to_older(request, page) if page.has_older else None,
                "results": [notices.line_of(message) for message in page.messages],
            }
        )

    @extend_schema(
        operation_id="room_say",
        description="Write into the chat. It is stored, and said into the call at once.",
        request=NewMessageShape,
        responses={
            201: MessageShape,
            **refusals(
                "not_a_participant",
                "booking_cancelled",
                "room_ended",
                "booking_not_confirmed",
                "removed",
                "not_allowed",
                "too_early",
                changes=True,
            ),
        },
    )
    def post(self, request: Request, room_uuid: str) -> Response:
        now = timezone.now()
        room = get_room(room_uuid)
        outlook = see(request.user, room.subject_kind, room.subject_ref, room, at=now)
        body = cast(dict[str, Any], request.data)
        client_key = _client_key(body.get("client_key"))
        # Somebody who tries again, perhaps after the end, hears what became of the first try.
        message = chat.find_said(outlook.participant, client_key)
        if message is None:
            text = chat.clean(_text(body.get("text")))
            author = _author(outlook, request.user)
            message = chat.say(room, author, text, client_key=client_key, at=now)
        try_now([notices.line_key(message)], at=now)
        return Response(notices.line_of(message), status=201)


def _author(outlook: Outlook, user: Any) -> chat.Author:
    """Who writes, if access lets them in now.

    Raises:
        Refused: as a join would be.
    """
    decision, participant = outlook.decision, outlook.participant
    # A room whose times were cleared lets nobody in; who is inside stays, and is not struck dumb. Nor is who has not
    # answered whether they may be recorded.
    would_not_enter = decision.code in {"not_allowed", "consent_required"}
    stays = would_not_enter and participant is not None and attendance.is_inside(participant)
    if decision.role is None or not (decision.allowed or stays):
        raise Refused(decision.code, retry_at=decision.retry_at)
    return chat.Author(
        person=outlook.person,
        user=user,
        role=Role(decision.role),
        is_client=outlook.standing == "client",
    )


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise Invalid
    return given


def _client_key(given: object) -> UUID | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise Invalid
    return _uuid(given)


def _message_id(request: Request, name: str) -> UUID | None:
    given = request.query_params.get(name)
    return None if given is None else _uuid(given)


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise Invalid from error


def _link(request: Request, **place: object) -> str:
    """This address at another place of the chat."""
    url = request.build_absolute_uri()
    for name in _PLACES:
        url = remove_query_param(url, name)
    for name, value in place.items():
        url = replace_query_param(url, name, str(value))
    return url


def _link_to_older(request: Request, page: chat.Page) -> str:
    # Nothing came after the message that was asked for: the newest page ends with it.
    return _link(request, before=page.messages[0].id) if page.messages else _link(request, newest=1)
