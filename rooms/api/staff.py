"""Staff are no part of a session: what they may do here, Django's permissions say."""

from typing import Any


def is_staff_who_may(user: Any, permission: str) -> bool:
    """Whether this logged-in user is staff with that permission; a user model without permissions has none."""
    has_perm = getattr(user, "has_perm", None)
    return bool(getattr(user, "is_staff", False) and has_perm is not None and has_perm(permission))
