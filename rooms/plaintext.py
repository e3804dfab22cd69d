"""What is stored of what somebody typed: plain text without control characters, trimmed."""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: They turn the direction of writing around: an address would read as another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(text: str) -> str:
    """The text with one way to write each letter and each line break; empty where nothing of it can be seen."""
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    text = "".join(sign for sign in text if _is_writing(sign))
    text = unicodedata.normalize("NFC", text).strip()
    return "" if all(unicodedata.category(sign)[0] in "CZ" for sign in text) else text


def tidy_line(text: str) -> str:
    """The same, on one line."""
    return " ".join(tidy(text).split())


def _is_writing(sign: str) -> bool:
    return sign == "\n" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _TURNING)
