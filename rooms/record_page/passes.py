"""Is this the token of an egress? livekit-server makes one for each and signs it with our key; nobody else has one."""

from dataclasses import dataclass
from typing import Any

import jwt

from rooms.conf import conf
from rooms.exceptions import NEEDS_EGRESS_TOKEN, RoomsError

#: LiveKit's clock and ours may differ by this much; what its own SDK allows.
LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class EgressPass:
    """What such a token says. `room_name` is LiveKit's name of the room, which is ours."""

    egress_id: str
    room_name: str


def check_pass(token: str) -> EgressPass:
    """Read the token of an egress.

    It is what LiveKit's `BuildEgressToken` makes: identity = egress id, for one room, hidden, and `recorder`. The last
    is the sign: our own tokens never carry it.

    Raises:
        RoomsError: `not_authenticated`.
        Misconfigured: the API key or secret is not set.
    """
    key, secret = conf.livekit_credentials
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            issuer=key,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "sub"]},
        )
    # Older versions of PyJWT let a header of a thousand brackets through as the latter: no reason for a 500.
    except (jwt.PyJWTError, RecursionError) as error:
        raise _refusal() from error
    grants = claims.get("video")
    if not isinstance(grants, dict) or not _is_for_recording(grants):
        raise _refusal()
    return EgressPass(egress_id=str(claims["sub"]), room_name=str(grants["room"]))


def _is_for_recording(grants: dict[str, Any]) -> bool:
    room = grants.get("room")
    return grants.get("recorder") is True and isinstance(room, str) and room != ""


def _refusal() -> RoomsError:
    # Nothing of the token, and not what is wrong with it: whoever has the right one need not know.
    return RoomsError("not_authenticated", str(NEEDS_EGRESS_TOKEN))
