"""Who is it still? For an answer that takes so long that people log out meanwhile."""

import copy
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user, get_user_model
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView

from rooms.exceptions import RoomsError


def authenticate_again(view: APIView, request: Request) -> Any:
    """The user of a request that was let in before, by the same authenticators, read anew.

    A session may be over, a token expired, an account closed, a password changed.

    Raises:
        RoomsError: `not_authenticated`.
    """
    fresh: Any = copy.copy(request._request)
    if hasattr(fresh, "user"):
        fresh.user = _user_of_the_page(fresh)
    try:
        user = Request(fresh, authenticators=view.get_authenticators()).user
    except APIException as error:
        raise RoomsError("not_authenticated") from error
    if not (user and user.is_authenticated and user.is_active):
        raise RoomsError("not_authenticated")
    return user


def _user_of_the_page(request: Any) -> Any:
    """What the middleware would find now."""
    session = getattr(request, "session", None)
    if session is not None and SESSION_KEY in session:
        request.session = type(session)(session.session_key)
        return get_user(request)
    known = request.user
    # The site knows people by another middleware than Django's sessions.
    return get_user_model()._default_manager.filter(pk=known.pk).first() if known.pk else known
