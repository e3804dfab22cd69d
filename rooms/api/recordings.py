"""Recordings: lists of them, links to watch them, sharing and deleting."""

from typing import Any, NamedTuple, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.utils.urls import remove_query_param, replace_query_param

from rooms.api.base import RecordingThrottle, RoomsView, get_room, parse_id
from rooms.api.errors import Invalid
from rooms.api.paging import PAGE, PAGE_SIZE, Pages
from rooms.api.recordings_rendering import render_recording
from rooms.api.recordings_shapes import (
    LinkRequestShape,
    LinkShape,
    RecordingChangeShape,
    RecordingPageShape,
    RecordingShape,
)
from rooms.api.refusals import refusals
from rooms.api.staff import is_staff_who_may
from rooms.exceptions import (
    NOT_WATCHED_BY_STAFF,
    ONLY_PRACTITIONERS,
    ONLY_STAFF,
    Refused,
    UnknownSubject,
)
from rooms.models import DeletionReason, RoomRecording, ViewKind
from rooms.recordings import access, links, listing, purging, retention, sharing
from rooms.recordings.access import Rights

_BEFORE = OpenApiParameter("before", OpenApiTypes.UUID, description="What is older than this recording.")


class Known(NamedTuple):
    """A recording that this person may know of, and what they may do with it."""

    recording: RoomRecording
    rights: Rights


class RoomRecordings(RoomsView):
    """The recordings of a room, newest first: all of them for its practitioners; for its clients those that are ready
    and shared with them."""

    @extend_schema(
        operation_id="room_recordings",
        parameters=[PAGE, PAGE_SIZE],
        responses={200: RecordingPageShape, **refusals("invalid")},
    )
    def get(self, request: Request, room_uuid: str) -> Response:
        found = access.in_room(get_room(room_uuid), request.user)
        pages = Pages()
        rows = pages.paginate_queryset(found, request, view=self) or []
        rights = access.rights_of_many(rows, request.user)
        return Response(
            {
                "next": pages.get_next_link(),
                "previous": pages.get_previous_link(),
                "results": [_render(row, rights[row.pk], request.user) for row in rows],
            }
        )


class Recordings(RoomsView):
    """Everything that the person who asks may watch, whichever the room, newest first. A page may have fewer results
    than asked for, even none, and a `next` all the same."""

    @extend_schema(
        operation_id="recordings",
        parameters=[_BEFORE, PAGE_SIZE],
        responses={200: RecordingPageShape, **refusals("invalid")},
    )
    def get(self, request: Request) -> Response:
        size = Pages().get_page_size(request) or Pages.page_size
        listed = listing.of_person(request.user, size=size, before=_place(request))
        url = remove_query_param(request.build_absolute_uri(), _BEFORE.name)
        return Response(
            {
                "next": listed.older and replace_query_param(url, _BEFORE.name, str(listed.older)),
                "previous": None,
                "results": [_render(row, rights, request.user) for row, rights in listed.rows],
            }
        )


class Recording(RoomsView):
    """One recording. Whoever may not know of it hears that there is none."""

    def get_throttles(self) -> list[BaseThrottle]:
        return super().get_throttles() if self.request.method == "GET" else [RecordingThrottle()]

    @extend_schema(operation_id="recording", responses={200: RecordingShape, **refusals()})
    def get(self, request: Request, recording_id: str) -> Response:
        known = _known(request.user, recording_id)
        return Response(_render(known.recording, known.rights, request.user))

    @extend_schema(
        operation_id="recording_change",
        request=RecordingChangeShape,
        responses={200: RecordingShape, **refusals("not_allowed", changes=True)},
    )
    def patch(self, request: Request, recording_id: str) -> Response:
        known = _known(request.user, recording_id)
        body = cast(dict[str, Any], request.data)
        shared, held = _flag(body, "shared"), _flag(body, "legal_hold")
        reason = body.get("hold_reason", "")
        if (shared is None and held is None) or not isinstance(reason, str) or len(reason) > 300:
            raise Invalid
        # Both are looked at before either is done.
        if shared is not None and not known.rights.may_manage:
            raise Refused("not_allowed", str(ONLY_PRACTITIONERS))
        if held is not None and not is_staff_who_may(request.user, "rooms.change_roomrecording"):
            raise Refused("not_allowed", str(ONLY_STAFF))
        if shared is not None:
            sharing.share(known.recording.pk, shared)
        if held is not None:
            retention.set_hold(known.recording.pk, held, reason=reason.strip(), by_ref=str(request.user.pk))
        again = _known(request.user, recording_id)
        return Response(_render(again.recording, again.rights, request.user))

    @extend_schema(
        operation_id="recording_delete",
        request=None,
        responses={
            202: None,
            204: None,
            **refusals("not_allowed", "not_ready", "legal_hold", changes=True),
        },
    )
    def delete(self, request: Request, recording_id: str) -> Response:
        """202: it is hidden and its links are dead, and its file is deleted as soon as the storage answers."""
        now = timezone.now()
        known = _known(request.user, recording_id)
        if not (known.rights.may_manage or is_staff_who_may(request.user, "rooms.delete_roomrecording")):
            raise Refused("not_allowed", str(ONLY_PRACTITIONERS))
        pk = known.recording.pk
        key = purging.request(pk, reason=DeletionReason.REQUESTED, by_ref=str(request.user.pk), at=now)
        purging.purge_now([key], at=now)
        return Response(status=202 if RoomRecording.objects.filter(pk=pk).exists() else 204)


class RecordingLink(RoomsView):
    """A link to watch a recording, or to keep a copy. That it was given is written down."""

    throttle_classes = [RecordingThrottle]

    @extend_schema(
        operation_id="recording_link",
        request=LinkRequestShape,
        responses={200: LinkShape, **refusals("not_allowed", "not_ready", changes=True)},
    )
    def post(self, request: Request, recording_id: str) -> Response:
        now = timezone.now()
        known = _known(request.user, recording_id)
        if known.rights.way is None:
            raise Refused("not_allowed", str(NOT_WATCHED_BY_STAFF))
        download = _flag(cast(dict[str, Any], request.data), "download")
        kind = ViewKind.DOWNLOAD if download else ViewKind.PLAY
        link = links.give(known.recording, request.user, known.rights, kind, at=now)
        return Response({"url": request.build_absolute_uri(link.url), "expires_at": link.expires_at})


def _known(user: Any, recording_id: str) -> Known:
    """Raises:
    UnknownSubject: there is none, or none that they may know of.
    """
    recording = access.visible().select_related("room").filter(pk=parse_id(recording_id)).first()
    if recording is None:
        raise UnknownSubject
    rights = access.rights_of(recording, user)
    if not (
        access.is_open_to(recording.status, rights) or is_staff_who_may(user, "rooms.view_roomrecording")
    ):
        raise UnknownSubject
    return Known(recording, rights)


def _render(recording: RoomRecording, rights: Rights, user: Any) -> dict[str, Any]:
    may_delete = is_staff_who_may(user, "rooms.delete_roomrecording")
    return render_recording(recording, rights, may_delete=may_delete)


def _place(request: Request) -> listing.Place | None:
    """Where a page of all recordings begins."""
    given = request.query_params.get(_BEFORE.name)
    if given is None:
        return None
    try:
        last = RoomRecording.objects.filter(pk=parse_id(given)).only("requested_at").first()
    except UnknownSubject as error:
        raise Invalid from error
    if last is None:  # it was deleted while somebody turned the page
        raise Invalid
    return last.requested_at, last.pk


def _flag(body: dict[str, Any], name: str) -> bool | None:
    found = body.get(name)
    if found is not None and not isinstance(found, bool):
        raise Invalid
    return found
