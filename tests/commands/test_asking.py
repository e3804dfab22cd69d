"""Whom an operator means: an address, what somebody logs in with, or a key."""

import pytest

from estuary.accounts.models import User
from rooms.management.asking import UnknownUser, find_known, find_user
from rooms.models import Room, RoomParticipant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["email", "pk"])
def test_jonas_is_found_by_what_is_his_alone(field: str, client_user: User) -> None:
    assert find_user(str(getattr(client_user, field))) == client_user


def test_capitals_in_an_address_are_no_matter(client_user: User) -> None:
    assert find_user(client_user.email.upper()) == client_user


@pytest.mark.parametrize("wanted", ["nobody@example.org", "999999", "'; --", ""])
def test_whom_nobody_knows_is_nobody(wanted: str, client_user: User) -> None:
    with pytest.raises(UnknownUser, match="There is no user"):
        find_user(wanted)


def test_of_an_account_that_is_deleted_the_key_still_finds_what_is_known(
    room: Room, jonas: RoomParticipant
) -> None:
    """Their rows of the ledger outlive the account."""
    RoomParticipant.objects.filter(pk=jonas.pk).update(user=None, user_ref="4711")

    known = find_known("4711")

    assert (known.user, known.ref, known.rooms) == (None, "4711", (room.pk,))


def test_a_key_of_which_nothing_is_known_is_nobody(room: Room) -> None:
    with pytest.raises(UnknownUser):
        find_known("999999")
