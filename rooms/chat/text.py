"""What is stored of a message: plain text, whose links and line breaks are the page's matter."""

from rooms.exceptions import NOTHING_WRITTEN, TOO_LONG, RoomsError
from rooms.models import ChatMessage
from rooms.plaintext import tidy


def clean(text: str) -> str:
    """What is stored of a text: without control characters, one way to write each letter, trimmed.

    Raises:
        RoomsError: `invalid`, with words: nothing is left of it, or it is too long.
    """
    text = tidy(text)
    if not text:
        raise RoomsError("invalid", str(NOTHING_WRITTEN))
    if len(text) > ChatMessage.LONGEST_TEXT:
        raise RoomsError("invalid", str(TOO_LONG))
    return text
