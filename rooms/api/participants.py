"""The list of people, for practitioners. In a broadcast it holds a thousand, so it can be searched."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rooms.api.base import RoomsView
from rooms.api.errors import Invalid
from rooms.api.moderation import moderated_room
from rooms.api.paging import PAGE, PAGE_SIZE, Pages, flag_of
from rooms.api.refusals import refusals
from rooms.api.rendering import participants_of, render_participant
from rooms.api.shapes import ParticipantPageShape
from rooms.models import Role, RoomParticipant
from rooms.searching import has_part

_SEARCH = OpenApiParameter("search", OpenApiTypes.STR, description="A part of the name, in any case.")
_INSIDE = OpenApiParameter("inside", OpenApiTypes.BOOL, description="Only who is inside, or who is not.")
_REMOVED = OpenApiParameter("removed", OpenApiTypes.BOOL, description="Only who was removed, or who was not.")
_ROLE = OpenApiParameter("role", OpenApiTypes.STR, enum=list(Role.values))


class Participants(RoomsView):
    """Everyone who was or may come in, for practitioners; in the order they first asked to come in."""

    @extend_schema(
        operation_id="room_participants",
        parameters=[_SEARCH, _INSIDE, _REMOVED, _ROLE, PAGE, PAGE_SIZE],
        responses={200: ParticipantPageShape, **refusals("not_a_participant", "not_allowed", "invalid")},
    )
    def get(self, request: Request, room_uuid: str) -> Response:
        room = moderated_room(request.user, room_uuid, at=timezone.now())
        pages = Pages()
        rows = pages.paginate_queryset(_chosen(participants_of(room), request), request, view=self) or []
        assert pages.page is not None  # it pages, or has raised
        return Response(
            {
                "count": pages.page.paginator.count,
                "next": pages.get_next_link(),
                "previous": pages.get_previous_link(),
                "results": [render_participant(row, inside=row.inside) for row in rows],
            }
        )


def _chosen(rows: QuerySet[RoomParticipant], request: Request) -> QuerySet[RoomParticipant]:
    search = request.query_params.get("search", "").replace("\0", "").strip()
    if search:
        rows = rows.filter(has_part("name", search))
    inside, removed = flag_of(request, "inside"), flag_of(request, "removed")
    if inside is not None:
        rows = rows.filter(inside=inside)  # type: ignore[misc]
    if removed is not None:
        rows = rows.filter(removed_at__isnull=not removed)
    role = request.query_params.get("role")
    if role is not None:
        if role not in Role.values:
            raise Invalid
        rows = rows.filter(role=role)
    return rows
