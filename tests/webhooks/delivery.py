"""Webhooks signed as LiveKit signs them, with the real key, and delivered to our endpoint."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jwt
from django.test import Client
from django.utils import timezone

from rooms.conf import conf

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

URL = "/api/webhooks/livekit/"
#: As LiveKit writes it; no parser of DRF reads it.
CONTENT_TYPE = "application/webhook+json"
LIFETIME = timedelta(seconds=300)


def sign(
    raw: bytes,
    *,
    key: str | None = None,
    secret: str | None = None,
    age: timedelta = timedelta(0),
    **claims: Any,
) -> str:
    """The Authorization header for this body.

    Args:
        key, secret: by default those of the settings.
        age: how long ago it was signed.
        claims: set instead of what LiveKit would say; None leaves one out.
    """
    signed_at = timezone.now() - age
    said: dict[str, Any] = {
        "iss": conf.livekit_api_key if key is None else key,
        "nbf": int(signed_at.timestamp()),
        "iat": int(signed_at.timestamp()),
        "exp": int((signed_at + LIFETIME).timestamp()),
        "sha256": base64.b64encode(hashlib.sha256(raw).digest()).decode(),
        **claims,
    }
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, conf.livekit_api_secret if secret is None else secret, algorithm="HS256")


def as_livekit_writes(event: dict[str, Any]) -> bytes:
    """JSON with the odd spacing of LiveKit's encoder: written again by ours, its hash never matches."""
    return json.dumps(event, separators=(", ", ":"), ensure_ascii=False).encode()


def deliver(event: dict[str, Any], *, authorization: str | None = None) -> "Response":
    """Post one event as LiveKit does, through a client that insists on CSRF like a browser's."""
    raw = as_livekit_writes(event)
    return Client(enforce_csrf_checks=True).post(
        URL,
        raw,
        content_type=CONTENT_TYPE,
        headers={"authorization": sign(raw) if authorization is None else authorization},
    )
