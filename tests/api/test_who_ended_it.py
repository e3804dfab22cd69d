"""The page after the call says who ended the session."""

import pytest
from django.test import Client

from estuary.accounts.models import User
from rooms import lifecycle
from rooms.models import EndReason, Room
from tests.conftest import MakeBooking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(make_booking: MakeBooking) -> Room:
    make_booking()
    return Room.objects.get()


def end(room: Room, *, by: User, reason: EndReason = EndReason.HOST) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        assert locked.opens_at is not None
        lifecycle.end_room(locked, reason, ended_at=locked.opens_at, at=locked.opens_at, by_ref=str(by.pk))


def said_to(user: User, room: Room, client: Client) -> tuple[object, object]:
    client.force_login(user)
    body = client.get(f"/api/v1/rooms/{room.pk}/").json()
    return body["ended_by_name"], body["ended_by_me"]


def test_nobody_ended_a_room_that_is_open(room: Room, client_user: User, client: Client) -> None:
    assert said_to(client_user, room, client) == (None, False)


def test_the_assistant_who_ended_it_is_named_to_everyone(
    room: Room, assistant: User, practitioner: User, client_user: User, client: Client
) -> None:
    end(room, by=assistant)
    assert said_to(client_user, room, client) == ("Priya Nair", False)
    assert said_to(practitioner, room, client) == ("Priya Nair", False)
    assert said_to(assistant, room, client) == ("Priya Nair", True)


def test_an_operator_who_ended_it_is_not_named(
    room: Room, staff: User, client_user: User, client: Client
) -> None:
    end(room, by=staff, reason=EndReason.OPERATOR)
    assert said_to(client_user, room, client) == (None, False)
