"""Who is inside, as it happens: `GET /api/v1/live/`."""

from datetime import timedelta
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from rooms import live
from rooms.api.again import authenticate_again
from rooms.api.base import RoomsView
from rooms.api.refusals import refusals
from rooms.api.shapes import CODE_CHOICES
from rooms.exceptions import Refused, RoomsError
from rooms.models import Outcome, Role, Status

EVENT_STREAM = "text/event-stream"

#: How often a page asks that gets no stream.
POLL_SECONDS = 5

#: Whoever has too many streams may try again then.
BUSY_SECONDS = 30


@extend_schema_serializer(component_name="PersonInside")
class PersonInsideShape(serializers.Serializer[object]):
    id = serializers.CharField(help_text="As `participant_id` everywhere.")
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)


@extend_schema_serializer(component_name="Watched")
class WatchedShape(serializers.Serializer[object]):
    """The data of the event `room`: one booking, session or room. `room` is null where it has none (yet)."""

    watch = serializers.CharField(
        help_text="What was asked for: `booking:12`, `session:4` or `room:` and an id."
    )
    room = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices, allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    participant_count = serializers.IntegerField()
    hosts_inside = serializers.IntegerField()
    clients_inside = serializers.IntegerField(help_text="Of those who have a booking.")
    people = PersonInsideShape(
        many=True, allow_null=True, help_text="Who is inside, the first 100: for practitioners, else null."
    )
    revision = serializers.IntegerField()


@extend_schema_serializer(component_name="Denied")
class DeniedShape(serializers.Serializer[object]):
    """The data of the event `denied`: this may not (or no longer) be watched."""

    watch = serializers.CharField()
    code = serializers.ChoiceField(choices=CODE_CHOICES)
    detail = serializers.CharField()


@extend_schema_serializer(component_name="Live")
class LiveShape(serializers.Serializer[object]):
    mode = serializers.CharField(help_text="`poll`: ask again.")
    every_seconds = serializers.IntegerField(help_text="When to ask again.")
    rooms = WatchedShape(many=True)
    denied = DeniedShape(many=True)


class _OnlyJSON(BaseContentNegotiation):
    """The stream is no format of these answers: who asks for it and may not have it gets JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class Live(RoomsView):
    """Participant counts, status and, for practitioners, who is inside: as server-sent events (`room`, `denied`, `end`)
    where the request accepts `text/event-stream` and the server runs under ASGI, else once, as JSON."""

    content_negotiation_class = _OnlyJSON

    @extend_schema(
        operation_id="live",
        parameters=[
            OpenApiParameter("room", OpenApiTypes.UUID, many=True, description="Ids of rooms."),
            OpenApiParameter(
                "subject",
                str,
                many=True,
                description="`booking:` or `session:` and an id; 100 of both at most.",
            ),
        ],
        responses={
            (200, "application/json"): LiveShape,
            (200, EVENT_STREAM): OpenApiTypes.STR,
            **refusals("not_a_participant", "invalid"),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        watches = live.parse_watches(
            request.query_params.getlist("room"), request.query_params.getlist("subject")
        )
        opening = live.watch(watches, request.user)
        if not opening.grants:
            raise Refused(next(iter(opening.denied.values())))
        if not self._can_stream(request):
            return Response(_snapshot(opening), headers={"Cache-Control": "no-store"})
        user_ref = str(request.user.pk)
        if live.has_too_many(user_ref):
            raise RoomsError("throttled", retry_at=timezone.now() + timedelta(seconds=BUSY_SECONDS))

        def look_again() -> live.Opening:
            return live.watch(watches, authenticate_again(self, request))

        parts = live.stream(
            opening,
            user_ref=user_ref,
            last_event_id=request.headers.get("Last-Event-ID", ""),
            language=get_language() or "en",
            look_again=look_again,
        )
        answer = StreamingHttpResponse(parts, content_type=EVENT_STREAM)
        answer["Cache-Control"] = "no-store"
        answer["X-Accel-Buffering"] = "no"  # nginx would keep it until it has a page full
        answer["Content-Encoding"] = (
            "identity"  # so would Django's GZipMiddleware, and whoever compresses behind us
        )
        return answer

    def _can_stream(self, request: Request) -> bool:
        """Under WSGI a listener would hold a worker for ever."""
        return (
            isinstance(request._request, ASGIRequest)
            and EVENT_STREAM in request.headers.get("Accept", "")
            and not live.process_is_full()
        )


def _snapshot(opening: live.Opening) -> dict[str, object]:
    return {
        "mode": "poll",
        "every_seconds": POLL_SECONDS,
        "rooms": [
            live.render_watched(watch, opening.states[grant.place], with_names=grant.with_names)
            for watch, grant in opening.grants.items()
        ],
        "denied": [live.render_denied(watch, code) for watch, code in opening.denied.items()],
    }
