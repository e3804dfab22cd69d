"""What is stored of what somebody typed: plain text, whose links and line breaks are the page's matter."""

import re
import unicodedata

from rooms.exceptions import NOTHING_WRITTEN, TOO_LONG, RoomsError
from rooms.models import ChatMessage

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: They turn the direction of writing around: an address would read as another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """What is stored of a text: without control characters, one way to write each letter, trimmed.

    Raises:
        RoomsError: `invalid`, with words: nothing is left of it, or it is too long.
    """
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    text = "".join(sign for sign in text if _is_writing(sign))
    text = unicodedata.normalize("NFC", text).strip()
    if all(unicodedata.category(sign)[0] in "CZ" for sign in text):
        raise RoomsError("invalid", str(NOTHING_WRITTEN))
    if len(text) > ChatMessage.LONGEST_TEXT:
        raise RoomsError("invalid", str(TOO_LONG))
    return text


def _is_writing(sign: str) -> bool:
    return sign == "\n" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _TURNING)
