"""A page with words, that asks again by itself, where there would be a bare 500."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from rooms.conf import conf
from rooms.exceptions import Misconfigured

logger = logging.getLogger("rooms.pages")

LANGUAGES = ("en", "de")

#: How soon a page that cannot be shown asks again.
RETRY_SECONDS = 10

View = Callable[..., HttpResponse]


def says_when_unavailable(view: View) -> View:
    """For a page that must not end as a bare 500 while the site is not ready or its database is busy."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except (Misconfigured, OperationalError, InterfaceError) as error:
            # Some lines of a misconfiguration are for the operator only: the log has them, the page does not.
            logger.error("a room's page cannot be shown: %s: %s", type(error).__name__, error)
        page = {"language": page_language(), "brand": conf.brand_name, "seconds": RETRY_SECONDS}
        response = render(request, "rooms/unavailable.html", page, status=503)
        response["Content-Security-Policy"] = "default-src 'none'; base-uri 'none'; frame-ancestors 'self'"
        response["Retry-After"] = str(RETRY_SECONDS)
        return response

    return guarded


def page_language(wanted: str = "") -> str:
    """The language of a page: the wanted one, else the reader's; English where we have no words in it."""
    language = (wanted or get_language() or "en").lower().split("-")[0]
    return language if language in LANGUAGES else "en"
