"""The shell of a room's page. What a person sees in it comes from the API."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.conf import conf
from rooms.host import get_host
from rooms.joining.outlook import person_of
from rooms.pages.built import built_ui
from rooms.pages.policy import room_policy
from rooms.pages.unavailable import page_language, says_when_unavailable


@never_cache
@require_safe
@says_when_unavailable
@login_required
def room_page(request: HttpRequest, *, ref: str, kind: str, view: str) -> HttpResponse:
    """The shell. It holds nothing about the room: whoever may not see it learns nothing here."""
    page = {
        "kind": kind,
        "ref": ref,
        "view": view,
        "brand": {
            "name": conf.brand_name,
            "home_url": conf.home_url,
            "help_url": conf.help_url or None,
            "contact": conf.brand_contact or None,
        },
        "user": {"name": person_of(get_host(), request.user).name, "ref": str(request.user.pk)},
        "login_url": resolve_url(settings.LOGIN_URL),
        "api": reverse("rooms_api:room", args=["x"]).removesuffix("/x/"),
        "live": reverse("rooms_live"),
        "language": page_language(),
        "routes": {
            "lobby": reverse(f"rooms_{kind}_lobby", args=[ref]),
            "call": reverse(f"rooms_{kind}", args=[ref]),
        },
    }
    response = render(
        request,
        "rooms/room.html",
        {
            "page": page,
            "ui": built_ui(),
            "language": page_language(),
            "csrf": get_token(request),
            "brand": conf.brand_name,
        },
    )
    response["Content-Security-Policy"] = room_policy()
    response["Referrer-Policy"] = "same-origin"
    response["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)"
    return response
