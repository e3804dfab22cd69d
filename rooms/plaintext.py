"""What is stored of what somebody typed: plain text without control characters, trimmed; and how it is given out."""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: A spreadsheet takes a text that begins like this for a formula and runs it. Where decimals have a comma it splits
#: at a `;`, so that one may begin there, too.
_FORMULA = re.compile(r"\A(?=[=+\-@\t\r\n])|(?<=;)(?=\s*[=+\-@])")
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


def cell(text: str) -> str:
    """For a table that somebody opens in a spreadsheet: nothing in it is taken for a formula."""
    return _FORMULA.sub("'", text)


def _is_writing(sign: str) -> bool:
    return sign == "\n" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _TURNING)
