"""How the objects of a recording are called: in a folder of its own that nobody can guess."""

import hashlib
import re
import secrets
from datetime import datetime

from rooms.models import Room

#: All recordings are below this.
FOLDER = "recordings"

#: Letters of one case and digits: every file system keeps them apart. 160 bits.
RANDOM_BYTES = 20

_OF_ONE_RECORDING = re.compile(rf"{FOLDER}/[0-9a-f]{{{2 * RANDOM_BYTES}}}")


class NotOurs(ValueError):
    """A folder that belongs to no recording."""


def new_key(room: Room, *, at: datetime) -> str:
    """The key of a recording that begins now. The last part says to people what it is; the folder is the secret.

    An MP4, with or without a picture: what every browser plays.
    """
    return f"{FOLDER}/{secrets.token_hex(RANDOM_BYTES)}/{room.name}-{at:%Y-%m-%d}.mp4"


def digest_of(folder: str) -> str:
    """By which a folder is known again, and not found."""
    return hashlib.sha256(folder.encode()).hexdigest()


def is_folder(path: str) -> bool:
    """Whether a folder is that of one recording, and not a part of it, or what lies above."""
    return _OF_ONE_RECORDING.fullmatch(path) is not None
