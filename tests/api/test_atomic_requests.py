"""A host with ATOMIC_REQUESTS: no lock is held while LiveKit is asked, nothing that must stay is rolled back."""

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client

from estuary.accounts.models import User
from estuary.bookings.models import Booking
from rooms import lifecycle
from rooms.models import Room, RoomParticipant, WebhookEvent
from tests.api.calling import Caller
from tests.fakes.livekit import FakeLiveKit
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling


@pytest.fixture(autouse=True)
def _atomic_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)


def test_other_views_are_atomic_now() -> None:
    """Else this file proves nothing."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert BaseHandler().make_view_atomic(view) is not view


def test_a_join_and_what_a_practitioner_does(
    booking: Booking, client_user: User, practitioner: User, livekit: FakeLiveKit
) -> None:
    """The fake LiveKit itself refuses to be asked within a transaction."""
    joined = Caller(client_user).join(booking)
    assert joined.status == 200
    who = RoomParticipant.objects.get()
    livekit.enters(who.room.name, who.identity)

    assert Caller(practitioner).remove(who).status == 200
    assert Caller(practitioner).end(who.room).status == 200
    assert livekit.asked("delete_room") == [(who.room.name, "")]


def test_a_seat_outlives_a_livekit_that_is_away(
    booking: Booking, client_user: User, livekit: FakeLiveKit
) -> None:
    livekit.is_down = True

    assert Caller(client_user).join(booking).status == 503

    assert RoomParticipant.objects.get().seat_until is not None


def test_an_event_outlives_a_handler_that_fails(
    room: Room, jonas: RoomParticipant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(lifecycle, "incarnation_started", broken)
    told = Telling(room, made_at=jonas.created_at)

    assert deliver(told.started()).status_code == 200

    assert WebhookEvent.objects.get().error.startswith("ZeroDivisionError")


def test_the_health_check_asks_livekit_outside_too(livekit: FakeLiveKit, db: None) -> None:
    Client().get("/healthz")

    assert [name for name, _, _ in livekit.calls] == ["list_rooms"]
