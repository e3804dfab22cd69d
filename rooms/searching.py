"""Finds a part of a text as people type it: any case, on each database, and whichever way a letter is written."""

import re
import unicodedata

from django.db.models import Q


def as_stored(text: str) -> str:
    """One way to write each letter: an ö may be one sign or two, and looks the same."""
    return unicodedata.normalize("NFC", text)


def has_part(field: str, part: str) -> Q:
    """Rows whose field has this part, in any case; no sign of it has a meaning of its own.

    Args:
        field: its name, or a path to it; what it holds was stored as `as_stored` gives it.
    """
    # Not `icontains`: SQLite's LIKE knows no case but that of ASCII, and Özge is searched as "özge".
    return Q(**{f"{field}__iregex": re.escape(as_stored(part))})
