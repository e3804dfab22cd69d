"""Whom an operator means."""

from rooms.privacy import Known, find
from rooms.searching import UnknownUser, find_user

__all__ = ["UnknownUser", "find_known", "find_user"]


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
