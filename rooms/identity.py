"""LiveKit identities: the server makes them, once for each person in a room; nobody chooses their own.

LiveKit shows an identity to everyone in the room and prints it in its log.
"""

import re
from uuid import UUID

from django.utils.crypto import salted_hmac

from rooms.conf import conf
from rooms.host import Person
from rooms.models.choices import RoomType

#: Beyond this many bytes the opaque form is taken; LiveKit refuses more than 256.
MAX_BYTES = 200

#: References that end at the first "-" or have a fixed length (a number, a word, a UUID), so that no e-mail
#: can make one person's identity look like another's.
_PREFIX_FREE = re.compile(r"[^-]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def make_identity(*, room_type: str, room_id: UUID | str, person: Person) -> str:
    """The identity of a person in a room; the same on every call.

    Individual rooms use `{user id}-{e-mail}`. Where a crowd could read it, with
    `ROOMS["IDENTITY"] = "opaque"`, and where an e-mail is missing or long, it is `{user id}-{8 hex digits}`.
    """
    readable = f"{person.ref}-{person.email}"
    if (
        room_type == RoomType.INDIVIDUAL
        and conf.identity_form == "email"
        and "@" in person.email
        and _PREFIX_FREE.fullmatch(person.ref)
        and len(readable.encode()) <= MAX_BYTES
    ):
        return readable
    digits = salted_hmac("rooms.identity", f"{room_id}:{person.ref}", algorithm="sha256").hexdigest()[:8]
    return f"{person.ref}-{digits}"
