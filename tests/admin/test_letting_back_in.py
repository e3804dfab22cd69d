"""A practitioner removed somebody and has gone home: an operator lets them back in."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from estuary.accounts.models import User
from rooms import lifecycle
from rooms.models import Room, RoomParticipant
from tests.admin.conftest import PutInside, end

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = reverse("admin:rooms_roomparticipant_changelist")


@pytest.fixture
def jonas(room: Room, client_user: User, put_inside: PutInside) -> RoomParticipant:
    """Dr. Rahman has put him out."""
    row = put_inside(room, client_user)
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.remove(locked, row, at=timezone.now())
    return RoomParticipant.objects.get(pk=row.pk)


def let_back_in(operator: Client, *people: RoomParticipant) -> str:
    """What the page says then."""
    chosen = {"action": "let_back_in", "_selected_action": [str(person.pk) for person in people]}
    return operator.post(PEOPLE, chosen, follow=True).content.decode()


def test_who_was_removed_may_come_back(operator: Client, room: Room, jonas: RoomParticipant) -> None:
    before = Room.objects.get(pk=room.pk).revision

    assert "1 person may come back in." in let_back_in(operator, jonas)

    jonas.refresh_from_db()
    assert not jonas.is_removed
    assert Room.objects.get(pk=room.pk).revision > before, "the practitioner's page shows it"


def test_nobody_else_is_touched(
    operator: Client, room: Room, jonas: RoomParticipant, practitioner: User, put_inside: PutInside
) -> None:
    nadia = put_inside(room, practitioner)
    assert "0 people may come back in." in let_back_in(operator, nadia)
    jonas.refresh_from_db()
    assert jonas.is_removed


def test_what_is_over_stays_as_it_was(operator: Client, room: Room, jonas: RoomParticipant) -> None:
    end(room)
    assert "0 people may come back in." in let_back_in(operator, jonas)
    jonas.refresh_from_db()
    assert jonas.is_removed


def test_who_may_only_look_is_not_offered_it(
    client: Client, jonas: RoomParticipant, second_client: User
) -> None:
    second_client.is_staff = True
    second_client.save()
    second_client.user_permissions.add(Permission.objects.get(codename="view_roomparticipant"))
    client.force_login(second_client)

    let_back_in(client, jonas)

    assert "Let back in" not in client.get(PEOPLE).content.decode()
    jonas.refresh_from_db()
    assert jonas.is_removed


def test_in_german(operator: Client, jonas: RoomParticipant) -> None:
    operator.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    with translation.override("de"):
        assert "Wieder einlassen" in operator.get(PEOPLE).content.decode()
        assert "1 Person darf wieder herein." in let_back_in(operator, jonas)
