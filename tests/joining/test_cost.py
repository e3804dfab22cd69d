"""What an entry costs where there is nothing to put right: nearly always."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.models import Room
from tests.calls import ask, room_of
from tests.site import Booking, MakeSession, Site, User

pytestmark = pytest.mark.django_db


def test_the_room_is_looked_at_once_and_locked_once(booking: Booking, client_user: User) -> None:
    room_of(booking)
    with CaptureQueriesContext(connection) as found:
        ask(booking, client_user)
    assert len([query for query in found if 'FROM "rooms_room" ' in query["sql"]]) == 2


def test_a_subject_that_was_moved_behind_our_back_is_brought_in_line_first(
    booking: Booking, client_user: User, site: Site
) -> None:
    room, later = room_of(booking), timezone.now() - timedelta(minutes=5)
    Room.objects.filter(pk=room.pk).update(
        scheduled_start=later, scheduled_end=later + timedelta(minutes=5), title="Another one"
    )

    entered = ask(booking, client_user).room

    assert entered.title != "Another one"
    assert entered.scheduled_start != later


def test_who_booked_again_is_let_back_in(make_session: MakeSession, client_user: User) -> None:
    session = make_session(clients=(client_user,))
    participant = ask(session, client_user).participant
    participant.barred_at = timezone.now()
    participant.save(update_fields=["barred_at"])

    ask(session, client_user)

    participant.refresh_from_db()
    assert participant.barred_at is None
