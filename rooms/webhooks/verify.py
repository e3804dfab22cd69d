"""Is this webhook LiveKit's own? Checked on the raw body, before anything in it is read."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime

from rooms.exceptions import RoomsError
from rooms.tokens import BadToken, read_signed


class BadSignature(RoomsError):
    """The webhook was not signed with our key, or its body is not the one that was signed."""

    code = "not_authenticated"


def verify(raw: bytes, authorization: str) -> datetime | None:
    """Check the signature of one delivery.

    A replay passes (while its signature lives, about six minutes): the inbox tells by the event's id.

    Args:
        raw: the body as it came. LiveKit's spacing is deliberately odd: written again it never matches.
        authorization: the header; LiveKit sends the bare token, without "Bearer".

    Returns:
        When LiveKit signed it, by its clock, in whole seconds; None where it does not say.

    Raises:
        BadSignature: answer 401.
        Misconfigured: the API key or secret is not set; answer 503, and LiveKit tries again.
    """
    if not authorization:
        raise BadSignature(detail="This webhook is not signed.")
    try:
        claims = read_signed(authorization, require=["sha256"])
    except BadToken as error:
        raise BadSignature(detail=f"This webhook's signature is not valid ({error}).") from error
    if not hmac.compare_digest(_decode(claims["sha256"]), hashlib.sha256(raw).digest()):
        raise BadSignature(detail="This webhook's body is not the one that was signed.")
    signed_at = claims.get("nbf")
    return datetime.fromtimestamp(signed_at, UTC) if isinstance(signed_at, int) else None


def _decode(digest: object) -> bytes:
    try:
        return base64.b64decode(str(digest), validate=True)
    except (binascii.Error, ValueError):
        return b""
