"""What every view of the API has in common."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, UserRateThrottle
from rest_framework.views import APIView

from rooms import effects, livekit
from rooms.api.errors import Invalid, TooLarge, answer_for
from rooms.conf import conf
from rooms.exceptions import UnknownSubject
from rooms.models import Room

#: Nothing that people send here is longer.
LARGEST_BODY = 64 * 1024

#: How long a request waits for LiveKit to do what it decided.
SECONDS_TO_TRY = 2.0


class JoinThrottle(UserRateThrottle):
    """Joins and tokens, for each user."""

    scope = "rooms_join"

    def get_rate(self) -> str | None:
        return conf.throttle_join


class ReadThrottle(UserRateThrottle):
    """Everything else, for each user."""

    scope = "rooms_read"

    def get_rate(self) -> str | None:
        return conf.throttle_read


class ChatThrottle(UserRateThrottle):
    """Chat messages, for each user."""

    scope = "rooms_chat"

    def get_rate(self) -> str | None:
        return conf.throttle_chat


class QualityThrottle(UserRateThrottle):
    """Reports of the own connection, for each user: two a minute and device, and some to make up for."""

    scope = "rooms_quality"

    def get_rate(self) -> str | None:
        return conf.throttle_quality


class ObjectionThrottle(UserRateThrottle):
    """Objections to statements, for each user."""

    scope = "rooms_objection"

    def get_rate(self) -> str | None:
        return conf.throttle_objection


class RecordingThrottle(UserRateThrottle):
    """Starting and stopping recordings and streams, answers, links, for each user."""

    scope = "rooms_recording"

    def get_rate(self) -> str | None:
        return conf.throttle_recording


class RoomsView(APIView):
    """The host's authentication; our formats, throttles and errors."""

    permission_classes = [IsAuthenticated]
    throttle_classes: list[type[BaseThrottle]] = [ReadThrottle]
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]

    # With ATOMIC_REQUESTS the write lock would be held while LiveKit is asked, and what was decided would not
    # be committed before it is.
    @transaction.non_atomic_requests
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Before anything looks into the body: the check of the CSRF token already does.
        if _declared_length(request) > LARGEST_BODY:
            raise TooLarge
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS and hasattr(self, (request.method or "").lower()):
            _demand_an_object(request)

    def handle_exception(self, exc: Exception) -> Response:
        answer = answer_for(exc)
        if answer is None:
            raise exc
        answer.exception = True
        if answer.status_code == 401 and (scheme := self.get_authenticate_header(self.request)):
            answer["WWW-Authenticate"] = scheme
        return answer


def parse_id(text: str) -> UUID:
    """An id from a URL, written as we write it.

    Raises:
        UnknownSubject: it is not an id of ours.
    """
    try:
        found = UUID(text)
    except ValueError as error:
        raise UnknownSubject from error
    if str(found) != text.lower():
        raise UnknownSubject
    return found


def get_room(room_uuid: str, *, only: Collection[str] = ()) -> Room:
    """The room of an id from a URL.

    Args:
        only: these columns are enough, of a room that is read again under its lock.

    Raises:
        UnknownSubject: there is no such room.
    """
    rooms = Room.objects.only(*only) if only else Room.objects.select_related("template")
    room = rooms.filter(pk=parse_id(room_uuid)).first()
    if room is None:
        raise UnknownSubject
    return room


def try_now(keys: list[str], *, at: datetime) -> None:
    """Somebody waits for these effects: try at once, but not for long; the worker is the safety net."""
    with livekit.time_limit(SECONDS_TO_TRY):
        effects.run_now(keys, at=at)


def _declared_length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise Invalid from error


def _demand_an_object(request: Request) -> None:
    """Read here, so that a body that is not JSON is refused even where nothing in it is needed."""
    try:
        if not hasattr(request.data, "keys"):
            raise Invalid
    except RecursionError as error:
        raise Invalid from error
