"""What a role may do in a room of its type, as a token that LiveKit accepts; and the tokens that LiveKit signs itself.

A token comes from here only after `rooms.access.decide` has said yes. It never carries `roomAdmin` (that
would be an API key for the room in somebody's browser) nor `roomCreate` (that would bring an ended room
back)."""

import logging
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import jwt
from livekit import api

from rooms.conf import conf
from rooms.models.choices import Role, RoomType

logger = logging.getLogger(__name__)

CAMERA, MICROPHONE = "camera", "microphone"
SCREEN = ("screen_share", "screen_share_audio")

#: LiveKit's attribute of whoever is not in the recording; pages mark them by it. Only the server sets it.
HELD_BACK = "held_back"

#: LiveKit's limit, in bytes.
MAX_NAME_BYTES = 256

#: LiveKit's clock and ours may differ by this much; what its own SDK allows.
LEEWAY_SECONDS = 60

#: LiveKit counts half-open sockets, and a limit cannot be changed later; ours is kept by `rooms.access`.
CAPACITY_MARGIN = 25


@dataclass(frozen=True)
class Permissions:
    """What somebody may do in the call; `can_record` and `can_moderate` are rights in our API alone."""

    can_publish: bool
    can_publish_sources: tuple[str, ...]
    can_subscribe: bool
    can_publish_data: bool
    can_record: bool
    can_moderate: bool
    hidden: bool

    def without_publishing(self) -> "Permissions":
        """Of somebody who is not in the recording: they see, hear and write, and are neither seen nor heard."""
        return replace(self, can_publish=False, can_publish_sources=())


@dataclass(frozen=True)
class TokenRequest:
    """Everything that goes into one token. Times are aware; time-outs in seconds, 0 = LiveKit's default.

    `held_back`: they are not in the recording; the permissions say so, too.
    """

    identity: str
    name: str
    room_name: str
    room_type: str
    role: str
    participant_id: str
    permissions: Permissions
    empty_timeout: int
    livekit_max_participants: int
    issued_at: datetime
    expires_at: datetime
    held_back: bool = False


def permissions_for(
    room_type: str, role: str, *, participant_screen_share: bool, may_record: bool
) -> Permissions:
    """The rights of a role in a room of this type.

    Viewers of a broadcast are hidden: a thousand visible ones cost a thousand squared updates.
    """
    is_host = role == Role.HOST
    publishes = role != Role.VIEWER
    sources: tuple[str, ...] = ()
    if publishes:
        sources = (CAMERA, MICROPHONE)
        if is_host or participant_screen_share:
            sources += SCREEN
    return Permissions(
        can_publish=publishes,
        can_publish_sources=sources,
        can_subscribe=True,
        can_publish_data=publishes,
        can_record=is_host and may_record,
        can_moderate=is_host,
        hidden=role == Role.VIEWER and room_type == RoomType.BROADCAST,
    )


def expiry(room_last_moment: datetime | None, *, at: datetime) -> datetime:
    """When a token made now runs out: after `ROOMS["TOKEN_SECONDS"]`, or sooner at the room's last moment."""
    latest = at + conf.token_lifetime
    return latest if room_last_moment is None else min(latest, room_last_moment)


def livekit_capacity(room_type: str, max_participants: int) -> int:
    """LiveKit's own limit for a room, 0 = none: a last line behind `rooms.access`, never the rule itself."""
    return max_participants + CAPACITY_MARGIN if room_type == RoomType.INDIVIDUAL else 0


def fit_name(name: str) -> str:
    """A display name that LiveKit takes: one line of at most 256 bytes. Markup is text like any other."""
    printable = (c for c in name if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    clean = " ".join("".join(printable).split())
    if len(clean.encode()) <= MAX_NAME_BYTES:
        return clean
    room_for = MAX_NAME_BYTES - len("…".encode())
    return clean.encode()[:room_for].decode(errors="ignore").rstrip() + "…"


class BadToken(ValueError):
    """Not signed with our key, over, or without a claim that it needs. Says which, and nothing of the token."""


def read_signed(token: str, *, require: Collection[str]) -> dict[str, Any]:
    """The claims of a token that LiveKit's server signed with our key: those of a webhook, or of an egress.

    Args:
        require: claims that it must have, beside when it ends and whose key it was.

    Raises:
        BadToken.
        Misconfigured: the API key or secret is not set.
    """
    key, secret = conf.livekit_credentials
    try:
        return jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            issuer=key,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss", *require]},
        )
    # Older versions of PyJWT let a header of a thousand brackets through as the latter: no reason for a 500.
    except (jwt.PyJWTError, RecursionError) as error:
        # The class says what is wrong; the message might repeat parts of the token.
        raise BadToken(type(error).__name__) from error


def mint(request: TokenRequest) -> str:
    """The signed token.

    LiveKit's SDK makes it; should the SDK fail, PyJWT signs the same claims, so that nobody waits outside.

    Raises:
        Misconfigured: the API key or secret is not set.
    """
    key, secret = conf.livekit_credentials
    try:
        claims = _claims_by_sdk(request, key, secret)
    except Exception:
        logger.exception("LiveKit's SDK made no token; signing it without.")
        claims = _claims_by_hand(request, key)
    # The SDK reads the clock itself and writes no `iat`: the times of the decision replace its own.
    issued, expires = int(request.issued_at.timestamp()), int(request.expires_at.timestamp())
    return jwt.encode(claims | {"iat": issued, "nbf": issued, "exp": expires}, secret, algorithm="HS256")


def _attributes(request: TokenRequest) -> dict[str, str]:
    said = {"role": str(request.role), "pid": str(request.participant_id)}
    return said | held_back_attribute(True) if request.held_back else said


def held_back_attribute(held_back: bool) -> dict[str, str]:
    """What LiveKit is told of it; an empty word takes the attribute away."""
    return {HELD_BACK: "1" if held_back else ""}


def _claims_by_sdk(request: TokenRequest, key: str, secret: str) -> dict[str, Any]:
    may = request.permissions
    grants = api.VideoGrants(
        room_join=True,
        room=request.room_name,
        can_publish=may.can_publish,
        can_subscribe=may.can_subscribe,
        can_publish_data=may.can_publish_data,
        # An empty list would not mean "nothing" to LiveKit: there `can_publish` says it.
        can_publish_sources=list(may.can_publish_sources) or None,
        hidden=may.hidden or None,
    )
    room = api.RoomConfiguration(
        empty_timeout=request.empty_timeout,
        departure_timeout=request.empty_timeout,
        max_participants=request.livekit_max_participants,
    )
    token = (
        api.AccessToken(key, secret)
        .with_identity(request.identity)
        .with_name(fit_name(request.name))
        .with_attributes(_attributes(request))
        .with_grants(grants)
        .with_room_config(room)
        .to_jwt()
    )
    return jwt.decode(token, secret, algorithms=["HS256"])


def _claims_by_hand(request: TokenRequest, key: str) -> dict[str, Any]:
    may = request.permissions
    video: dict[str, Any] = {
        "roomJoin": True,
        "room": request.room_name,
        "canPublish": may.can_publish,
        "canSubscribe": may.can_subscribe,
        "canPublishData": may.can_publish_data,
    }
    if may.can_publish_sources:
        video["canPublishSources"] = list(may.can_publish_sources)
    if may.hidden:
        video["hidden"] = True
    room_config = {
        "emptyTimeout": request.empty_timeout,
        "departureTimeout": request.empty_timeout,
        "maxParticipants": request.livekit_max_participants,
    }
    claims: dict[str, Any] = {
        "iss": key,
        "sub": request.identity,
        "attributes": _attributes(request),
        "video": video,
        "roomConfig": {name: value for name, value in room_config.items() if value},
    }
    if name := fit_name(request.name):
        claims["name"] = name
    return claims
