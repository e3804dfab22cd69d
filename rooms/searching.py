"""Finds a part of a text as people type it: any case, on each database, and whichever way a letter is written; and the
user that somebody means."""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
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


class UnknownUser(LookupError):
    """Nobody, or several people, have this address."""


def find_user(wanted: str) -> Any:
    """By e-mail address, else by what they log in with, else by primary key.

    Raises:
        UnknownUser: there is not exactly one.
    """
    model = get_user_model()
    for field in dict.fromkeys([model.get_email_field_name(), model.USERNAME_FIELD]):
        try:
            found = list(model._default_manager.filter(**{f"{field}__iexact": wanted})[:2])
        except (ValueError, TypeError):
            continue
        if len(found) > 1:
            raise UnknownUser(f"Several people have the {field} {wanted}: give the primary key.")
        if found:
            return found[0]
    try:
        return model._default_manager.get(pk=wanted)
    except (model.DoesNotExist, ValueError, TypeError, ValidationError) as error:
        raise UnknownUser(f"There is no user {wanted}.") from error
