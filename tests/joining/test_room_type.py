"""A room keeps the type that it was made with."""

import pytest
from django.utils import timezone

from rooms.joining import look
from rooms.models import Role, Room
from tests.calls import ask, room_of
from tests.fakes.livekit import FakeLiveKit
from tests.site import MakeSession, Site, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_service_that_becomes_a_broadcast_changes_the_next_room_and_not_this_one(
    make_session: MakeSession, client_user: User, livekit: FakeLiveKit, site: Site
) -> None:
    session = make_session("workshop")
    room_of(session)
    site.change(session, room_type="broadcast")

    outlook = look(client_user, "session", str(session.pk), at=timezone.now())
    entry = ask(session, client_user)

    assert Room.objects.get().room_type == outlook.subject.room_type == "group"
    assert outlook.decision.role == entry.participant.role == Role.PARTICIPANT
    assert entry.permissions.can_publish
