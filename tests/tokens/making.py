"""Token requests for people in rooms of each type."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from rooms.models.choices import Role, RoomType
from rooms.tokens import TokenRequest, permissions_for

KEY, SECRET = "key-of-the-tests", "a-secret-that-only-the-tests-know-0123"
CREDENTIALS = {"LIVEKIT_API_KEY": KEY, "LIVEKIT_API_SECRET": SECRET}

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

#: Every role that somebody can have in a room of each type.
ROLES_BY_TYPE = [
    (RoomType.INDIVIDUAL, Role.HOST),
    (RoomType.INDIVIDUAL, Role.PARTICIPANT),
    (RoomType.GROUP, Role.HOST),
    (RoomType.GROUP, Role.PARTICIPANT),
    (RoomType.WEBINAR, Role.HOST),
    (RoomType.WEBINAR, Role.VIEWER),
    (RoomType.BROADCAST, Role.HOST),
    (RoomType.BROADCAST, Role.VIEWER),
]


def request_for(
    room_type: str = RoomType.INDIVIDUAL,
    role: str = Role.PARTICIPANT,
    *,
    participant_screen_share: bool = True,
    **changes: Any,
) -> TokenRequest:
    """Jonas Weber's token, or what `changes` make of it."""
    issued_at = changes.pop("issued_at", NOON)
    fields: dict[str, Any] = {
        "identity": "7-jonas@example.org",
        "name": "Jonas Weber",
        "room_name": f"{room_type}-829b8d608f60",
        "room_type": room_type,
        "role": role,
        "participant_id": "0b5c4a8e-5a0e-4a6c-9b52-3f3b9b3b8f11",
        "permissions": permissions_for(
            room_type, role, participant_screen_share=participant_screen_share, may_record=False
        ),
        "empty_timeout": 300,
        "livekit_max_participants": 27,
        "issued_at": issued_at,
        "expires_at": issued_at + timedelta(hours=2),
    }
    return TokenRequest(**(fields | changes))


def read(token: str, *, secret: str = SECRET) -> dict[str, Any]:
    """The claims of a token, whatever time it is; its signature is checked."""
    return jwt.decode(
        token,
        secret,
        algorithms=["HS256"],
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
