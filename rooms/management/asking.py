"""Whom an operator means."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from rooms.privacy import Known, find


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


def find_known(wanted: str) -> Known:
    """What is known of a person whom an operator names.

    Args:
        wanted: e-mail address, log-in name or primary key; the last also of an account that is deleted.

    Raises:
        UnknownUser: there is nobody, and nothing is known of one.
    """
    try:
        user = find_user(wanted)
    except UnknownUser:
        known = find(wanted, None)
        if known.is_nothing:
            raise
        return known
    return find(str(user.pk), user)
