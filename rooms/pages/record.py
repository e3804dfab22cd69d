"""The page that a recorder opens: what is seen and heard of it is the recording."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.conf import conf
from rooms.pages.built import RECORD, built_ui
from rooms.pages.policy import record_policy
from rooms.pages.unavailable import LANGUAGES, page_language, says_when_unavailable


@never_cache
@require_safe
@says_when_unavailable
def record_page(request: HttpRequest, *, language: str = "") -> HttpResponse:
    """A shell without log-in and without a word about any room: the token in the address is for LiveKit and for
    `GET /api/v1/recording-roster/`, and is not looked at here.

    Args:
        language: of the few words on it; a recorder has none of its own, so by default the site's.
    """
    spoken = page_language(language if language in LANGUAGES else settings.LANGUAGE_CODE)
    page = {"roster": reverse("rooms_recording_roster"), "language": spoken}
    context = {"page": page, "ui": built_ui(RECORD), "language": spoken, "brand": conf.brand_name}
    response = render(request, "rooms/record.html", context)
    response["Content-Security-Policy"] = record_policy()
    # The address holds the token.
    response["Referrer-Policy"] = "no-referrer"
    response["Permissions-Policy"] = "camera=(), microphone=(), display-capture=()"
    response["X-Robots-Tag"] = "noindex"
    return response
