"""The pages of the room: one shell for the built UI. What a person sees in it comes from the API."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.conf import conf
from rooms.exceptions import Misconfigured, UnknownSubject
from rooms.host import get_host
from rooms.joining.outlook import person_of

LANGUAGES = ("en", "de")


@never_cache
@require_safe
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
        "user": {"name": _name_of(request.user)},
        "login_url": resolve_url(settings.LOGIN_URL),
        "api": reverse("rooms_api:unknown", args=["x"])[: -len("/x")],
        "language": _language(),
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
            "language": _language(),
            "csrf": get_token(request),
            "brand": conf.brand_name,
        },
    )
    response["Content-Security-Policy"] = content_security_policy()
    response["Referrer-Policy"] = "same-origin"
    response["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)"
    return response


def content_security_policy() -> str:
    """Nothing leaves the page but to its own origin and LiveKit's."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "media-src": "'self' blob: mediastream:",
        "connect-src": " ".join(["'self'", *_livekit_origins()]),
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _livekit_origins() -> list[str]:
    """The SDK dials a WebSocket, and asks the same address by HTTP why it was refused."""
    parts = urlsplit(conf.livekit_public_url)
    if not parts.netloc:
        return []
    http = {"ws": "http", "wss": "https"}[parts.scheme]
    return [f"{parts.scheme}://{parts.netloc}", f"{http}://{parts.netloc}"]


def built_ui() -> dict[str, Any]:
    """Addresses of the built files, by Vite's manifest.

    The names are hashed by the build: they are not hashed again, because the same module under two addresses
    would be run twice.

    Raises:
        Misconfigured: the UI was not built.
    """
    found = finders.find("rooms/manifest.json")
    path = Path(found) if isinstance(found, str) else Path(settings.STATIC_ROOT or "") / "rooms/manifest.json"
    try:
        return _read_manifest(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise Misconfigured("The UI is not built. Run `make build-ui`.") from error


@lru_cache(maxsize=2)
def _read_manifest(path: Path, modified: int) -> dict[str, Any]:
    manifest: dict[str, dict[str, Any]] = json.loads(path.read_text())
    entry = next(part for part in manifest.values() if part.get("isEntry"))
    base = f"{settings.STATIC_URL}rooms/"
    imported = [manifest[name]["file"] for name in entry.get("imports", [])]
    return {
        "script": base + entry["file"],
        "styles": [base + file for file in entry.get("css", [])],
        "preload": [base + file for file in imported],
    }


def _language() -> str:
    language = (get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"


def _name_of(user: Any) -> str:
    try:
        return person_of(get_host(), user).name
    except UnknownSubject:
        return ""
