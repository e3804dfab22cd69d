"""A room keeps the type that it was made with."""

import pytest
from django.utils import timezone

from estuary.accounts.models import User
from rooms.joining import look
from rooms.models import Role, Room
from tests.calls import ask
from tests.conftest import MakeSession
from tests.fakes.livekit import FakeLiveKit

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_service_that_becomes_a_broadcast_changes_the_next_room_and_not_this_one(
    make_session: MakeSession, client_user: User, livekit: FakeLiveKit
) -> None:
    session = make_session("workshop")
    session.service.room_type = "broadcast"
    session.service.save()

    outlook = look(client_user, "session", str(session.pk), at=timezone.now())
    entry = ask(session, client_user)

    assert Room.objects.get().room_type == outlook.subject.room_type == "group"
    assert outlook.decision.role == entry.participant.role == Role.PARTICIPANT
    assert entry.permissions.can_publish
