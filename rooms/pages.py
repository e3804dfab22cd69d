"""The pages of the room: one shell for the built UI. What a person sees in it comes from the API."""

import json
import logging
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms.conf import conf
from rooms.exceptions import Misconfigured
from rooms.host import get_host
from rooms.joining.outlook import person_of

logger = logging.getLogger("rooms.pages")

LANGUAGES = ("en", "de")

#: Of the built UI, as Vite calls it; another one is for pages of the host.
ENTRY = "src/app/main.tsx"

#: How soon a page that cannot be shown asks again.
RETRY_SECONDS = 10


View = Callable[..., HttpResponse]


def _says_when_unavailable(view: View) -> View:
    """A page with words, that asks again by itself, where there would be a bare 500."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except (Misconfigured, OperationalError, InterfaceError) as error:
            # Some lines of a misconfiguration are for the operator only: the log has them, the page does not.
            logger.error("a room's page cannot be shown: %s: %s", type(error).__name__, error)
        page = {"language": _language(), "brand": conf.brand_name, "seconds": RETRY_SECONDS}
        response = render(request, "rooms/unavailable.html", page, status=503)
        response["Content-Security-Policy"] = "default-src 'none'; base-uri 'none'; frame-ancestors 'self'"
        response["Retry-After"] = str(RETRY_SECONDS)
        return response

    return guarded


@never_cache
@require_safe
@_says_when_unavailable
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
    path = _find_manifest()
    try:
        return _read_manifest(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError) as error:
        # Not there, half written, or not Vite's.
        raise Misconfigured("The UI is not built. Run `make build-ui`.") from error


def _find_manifest() -> Path:
    """The manifest beside the files that are served: a build that was not collected yet must not be named."""
    collected = Path(settings.STATIC_ROOT or "") / "rooms/manifest.json"
    if not settings.DEBUG and collected.exists():
        return collected
    found = finders.find("rooms/manifest.json")
    return Path(found) if isinstance(found, str) else collected


@lru_cache(maxsize=2)
def _read_manifest(path: Path, modified: int) -> dict[str, Any]:
    manifest: dict[str, dict[str, Any]] = json.loads(path.read_text())
    entry = manifest[ENTRY]
    base = f"{settings.STATIC_URL}rooms/"
    imported = _imports_of(entry, manifest)
    # The build gives a style to the chunk whose code imports it: the entry's own are not all that it needs.
    styles = [file for part in (*imported, entry) for file in part.get("css", [])]
    return {
        "script": base + entry["file"],
        "styles": [base + file for file in dict.fromkeys(styles)],
        "preload": [base + part["file"] for part in imported],
    }


def _imports_of(part: dict[str, Any], manifest: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The chunks that a chunk imports, and those that they import, each once, the deepest first."""
    found: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()

    def walk(names: list[str]) -> None:
        for name in names:
            if name not in seen:  # Chunks may import each other in a circle.
                seen.add(name)
                walk(manifest[name].get("imports", []))
                found[name] = manifest[name]

    walk(part.get("imports", []))
    return list(found.values())


def _language() -> str:
    language = (get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"
