"""Whatever a host has set for its own API, ours answers in its own shapes."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.authentication import SessionAuthentication
from rest_framework.response import Response

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms.api.base import RoomsView
from tests.api.calling import Caller


def swallows(error: Exception, context: dict[str, Any]) -> Response:
    """An exception handler with ideas of its own."""
    return Response({"errors": [str(error)]}, status=418)


def test_errors_keep_their_shape(booking: Booking, stranger: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rest_framework.views.APIView.get_exception_handler", lambda view: swallows)

    assert Caller(stranger).look(booking) == (403, "not_a_participant")
    assert Caller().look(booking) == (401, "not_authenticated")


def test_with_sessions_alone_who_is_not_logged_in_is_told_401(
    booking: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DRF itself would answer 403 where no scheme of HTTP names itself."""
    monkeypatch.setattr(RoomsView, "authentication_classes", [SessionAuthentication])

    refused = Caller().look(booking)

    assert refused == (401, "not_authenticated")
    assert "WWW-Authenticate" not in refused.response


def test_a_browser_that_asks_for_html_gets_json_or_a_code(booking: Booking, client_user: User) -> None:
    client = Client()
    client.force_login(client_user)
    path = f"/api/v1/rooms/booking/{booking.pk}/"

    wide = client.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    narrow = client.get(path, headers={"accept": "text/html"})

    assert wide.status_code == 200
    assert wide["Content-Type"] == narrow["Content-Type"] == "application/json"
    assert (narrow.status_code, narrow.json()["code"]) == (400, "invalid")


def test_a_bug_is_not_dressed_up(
    booking: Booking, client_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what can be named gets a code; the rest is a 500 that is logged."""

    def bug(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("rooms.api.rooms.look", bug)
    caller = Caller(client_user)

    response = caller.client.get(f"/api/v1/rooms/booking/{booking.pk}/", headers=caller.headers)

    assert response.status_code == 500
