"""What every view of the API has in common."""

from typing import Any
from uuid import UUID

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, UserRateThrottle
from rest_framework.views import APIView

from rooms.api.errors import Invalid, TooLarge, answer_for
from rooms.conf import conf
from rooms.exceptions import UnknownSubject
from rooms.models import Room

#: Nothing that people send here is longer.
LARGEST_BODY = 64 * 1024


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


class RoomsView(APIView):
    """The host's authentication, our throttles, our errors."""

    permission_classes = [IsAuthenticated]
    throttle_classes: list[type[BaseThrottle]] = [ReadThrottle]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise TooLarge
        # Read here, so that a body that is not JSON is refused even where nothing in it is needed.
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not hasattr(request.data, "keys"):
            raise Invalid

    def handle_exception(self, exc: Exception) -> Response:
        answer = answer_for(exc)
        if answer is None:
            raise exc
        answer.exception = True
        return answer


def get_room(room_id: str) -> Room:
    """The room of an id from a URL.

    Raises:
        UnknownSubject: it is not an id of ours.
    """
    try:
        return Room.objects.select_related("template").get(pk=UUID(room_id))
    except (ValueError, Room.DoesNotExist) as error:
        raise UnknownSubject from error
