"""Is this the token of an egress? livekit-server makes one for each and signs it with our key; nobody else has one."""

from dataclasses import dataclass
from typing import Any

from rooms.exceptions import NEEDS_EGRESS_TOKEN, RoomsError
from rooms.tokens import BadToken, read_signed


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
    try:
        claims = read_signed(token, require=["sub"])
    except BadToken as error:
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
