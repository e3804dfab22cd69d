"""Finds a part of a text as people type it: any case, on each database, and whichever way a letter is written."""

import json
import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q


def as_stored(text: str) -> str:
    """One way to write each letter: an ö may be one sign or two, and looks the same."""
    return unicodedata.normalize("NFC", text)


def holds_any(field: str, words: Iterable[str]) -> Q:
    """Rows whose JSON, cast to text, may hold one of these words: a first look, to be made sure of in Python.

    SQLite keeps letters beyond ASCII escaped, PostgreSQL does not.
    """
    found = Q(pk__in=())
    for word in filter(None, words):
        found |= Q(**{f"{field}__contains": word})
        if (escaped := json.dumps(word)[1:-1].replace('\\"', '"')) != word:
            found |= Q(**{f"{field}__contains": escaped})
    return found


def has_part(field: str, part: str) -> Q:
    """Rows whose field has this part, in any case; no sign of it has a meaning of its own.

    Args:
        field: its name, or a path to it; what it holds was stored as `as_stored` gives it.
    """
    # Not `icontains`: SQLite's LIKE knows no case but that of ASCII, and Özge is searched as "özge".
    return Q(**{f"{field}__iregex": re.escape(as_stored(part))})
