"""The pages of recordings: the list of those that somebody may watch or decide about, and one of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rooms.conf import conf
from rooms.exceptions import RoomsError, UnknownSubject
from rooms.models import DeletionReason, RoomRecording
from rooms.pages.built import RECORDINGS, built_ui
from rooms.pages.policy import recordings_policy
from rooms.pages.unavailable import page_language, says_when_unavailable
from rooms.recordings import access, listing, purging, sharing
from rooms.recordings.access import Rights
from rooms.recordings_page import line_of, sheet_of

#: At most, before a link leads to older ones.
A_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD"])
@says_when_unavailable
@login_required
def recordings_page(request: HttpRequest) -> HttpResponse:
    """All of them, newest first, with the newest that can be watched."""
    at = timezone.now()
    before = _place(request.GET.get("before", ""))
    listed = listing.of_person(request.user, size=A_PAGE, before=before)
    first = next((one for one in listed.rows if line_of(one[0], at=at).is_playable), None)
    return _answer(request, listed, first if "before" not in request.GET else None, at=at)


# With ATOMIC_REQUESTS what was decided would not be committed before the storage is asked to delete it.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.non_atomic_requests
@says_when_unavailable
@login_required
def recording_page(request: HttpRequest, *, recording_id: UUID) -> HttpResponse:
    """One of them, alone. A form of it shares or deletes it."""
    at = timezone.now()
    recording, rights = _known(request.user, recording_id)
    refused = None
    if request.method == "POST":
        if not rights.may_manage:
            raise Http404
        try:
            return _change(request, recording, at=at)
        except UnknownSubject as error:
            raise Http404 from error
        except RoomsError as error:
            refused = error.detail
    return _answer(request, None, (recording, rights), refused=refused, at=at)


def _known(user: Any, recording_id: UUID) -> tuple[RoomRecording, Rights]:
    recording = access.visible().select_related("room").filter(pk=recording_id).first()
    if recording is None:
        raise Http404
    rights = access.rights_of(recording, user)
    if not access.is_open_to(recording.status, rights):
        raise Http404
    return recording, rights


def _change(request: HttpRequest, recording: RoomRecording, *, at: datetime) -> HttpResponse:
    wish = request.POST
    if "delete" in wish:
        by_ref = str(request.user.pk)
        key = purging.request(recording.pk, reason=DeletionReason.REQUESTED, by_ref=by_ref, at=at)
        # The worker is the safety net: it is hidden and its links are dead either way.
        purging.purge_now([key], at=at)
        return redirect("rooms_recordings_page")
    if wish.get("shared") in {"on", "off"}:
        sharing.share(recording.pk, wish["shared"] == "on")
    return redirect("rooms_recording_page", recording_id=recording.pk)


def _place(given: str) -> listing.Place | None:
    """Where a page begins; from the newest where that one was deleted meanwhile, or is none."""
    try:
        last = RoomRecording.objects.filter(pk=UUID(given)).only("requested_at").first()
    except ValueError:
        return None
    return None if last is None else (last.requested_at, last.pk)


def _answer(
    request: HttpRequest,
    listed: listing.Listed | None,
    shown: tuple[RoomRecording, Rights] | None,
    *,
    refused: str | None = None,
    at: datetime,
) -> HttpResponse:
    rows = [] if listed is None else listed.rows
    rights = {each.may_manage for _recording, each in rows}
    page = {
        "is_list": listed is not None,
        "lines": [line_of(recording, at=at) for recording, _rights in rows],
        "older": listed and listed.older,
        "is_first": "before" not in request.GET,
        "sheet": None if shown is None else sheet_of(*shown, at=at),
        "leads": True in rights,
        "watches": False in rights,
        "refused": refused,
        "words": {
            "offline": _("There is no connection to the server. Try again in a moment."),
            "gone": _("This recording is no longer there."),
            "unplayable": _(
                "This recording cannot be played here. Try another browser, or load the page again."
            ),
        },
        "ui": built_ui(RECORDINGS),
        "language": page_language(),
        "brand": conf.brand_name,
        "home_url": conf.home_url,
    }
    response = render(request, "rooms/recordings/page.html", page, status=409 if refused else 200)
    response["Content-Security-Policy"] = recordings_policy()
    response["Referrer-Policy"] = "same-origin"
    return response
