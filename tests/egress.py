"""The token that livekit-server makes for an egress."""

import time
from typing import Any

import jwt

from rooms.conf import conf

DAY_SECONDS = 24 * 3600


def egress_token(
    room_name: str,
    *,
    egress_id: str = "EG_7hPPRWAvXbAM",
    key: str = "",
    secret: str = "",
    video: dict[str, Any] | None = None,
    **claims: Any,
) -> str:
    """What `BuildEgressToken` of livekit/protocol 1.54.0 writes, field by field.

    Args:
        key, secret: LiveKit's; by default those of the settings.
        video: grants that are to be otherwise.
        claims: claims that are to be otherwise.
    """
    now = int(time.time())
    grants = {
        "roomJoin": True,
        "room": room_name,
        "canPublish": False,
        "canSubscribe": True,
        "canPublishData": False,
        "hidden": True,
        "recorder": True,
        **(video or {}),
    }
    made: dict[str, Any] = {
        "exp": now + DAY_SECONDS,
        "iss": key or conf.livekit_api_key,
        "iat": now,
        "identity": egress_id,
        "kind": "egress",
        "nbf": now,
        "sub": egress_id,
        "video": grants,
        **claims,
    }
    return jwt.encode(made, secret or conf.livekit_api_secret, algorithm="HS256")
