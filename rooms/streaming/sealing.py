"""Stream keys at rest: encrypted with a key that is derived from Django's `SECRET_KEY`.

`SECRET_KEY_FALLBACKS` still open what they sealed, so that a change of the secret loses no target.
"""

import base64
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING

from django.conf import settings

from rooms.exceptions import Misconfigured, RoomsError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

#: Keys for one purpose only: what signs sessions does not open these.
_PURPOSE = b"rooms: stream keys"


class Unreadable(RoomsError):
    """What was sealed cannot be opened: `SECRET_KEY` is another one since."""

    code = "stream_key_lost"


def seal(secret: str) -> str:
    """Encrypt a stream key.

    Raises:
        Misconfigured: the `recording` extra is not installed.
    """
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The stream key again.

    Raises:
        Unreadable: it was sealed with a secret that is neither `SECRET_KEY` nor one of its fallbacks.
        Misconfigured: the `recording` extra is not installed.
    """
    box = _box()
    from cryptography.fernet import InvalidToken

    try:
        return box.decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def tag(secret: str) -> str:
    """Tells keys apart without opening them, and tells nothing of them: 64 hexadecimal digits."""
    return digest(_derived(settings.SECRET_KEY), secret.encode(), "sha256").hex()


def _box() -> "MultiFernet":
    try:
        from cryptography.fernet import Fernet, MultiFernet
    except ImportError as error:
        raise Misconfigured(
            "Streaming needs the package cryptography: pip install rooms[recording]"
        ) from error
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(secret))) for secret in secrets])


def _derived(secret: str | bytes) -> bytes:
    """32 bytes of the secret for this purpose; one round is enough for a secret of full strength."""
    given = secret if isinstance(secret, bytes) else secret.encode()
    return digest(given, _PURPOSE, sha256)
