"""A call of Jonas Weber with Dr. Rahman of which everything that can be written was written, and what may be told."""

from datetime import datetime, timedelta

import pytest

from rooms import chat, effects, lifecycle
from rooms.host import Person
from rooms.models import EndReason, Role, Room, RoomParticipant
from rooms.statement.expected import expected_in
from tests.fakes.host import host
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.fakes.scene import make_scene
from tests.privacy.everything import joined
from tests.site import Site, User
from tests.webhooks.conftest import booking, jonas, nadia, now, room, told
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Telling

__all__ = ["booking", "host", "jonas", "livekit", "make_scene", "nadia", "now", "room", "told"]


@pytest.fixture
def inside(
    room: Room,
    told: Telling,
    nadia: RoomParticipant,
    jonas: RoomParticipant,
    now: datetime,
    client_user: User,
    practitioner: User,
    site: Site,
) -> Room:
    """Both are inside; each has written a line, and Nadia's names Jonas."""
    Room.objects.filter(pk=room.pk).update(
        config={**room.config, "chat": True}, title="Jonas Weber, first hour"
    )
    start = now - timedelta(minutes=15)
    deliver(told.started())
    for number, someone in enumerate((nadia, jonas)):
        deliver(joined(told, someone, start + timedelta(seconds=number), sid=f"PA_{number}"))
    for row, user, text in (
        (nadia, practitioner, "Welcome, Jonas Weber!"),
        (jonas, client_user, "My knee hurts again"),
    ):
        person = Person(row.user_ref, row.name, site.email_of(user))
        author = chat.Author(person, user=user, role=Role(row.role), is_client=row.is_client)
        chat.say(room, author, text, at=now)
    room.refresh_from_db()
    return room


@pytest.fixture
def over(
    inside: Room,
    told: Telling,
    nadia: RoomParticipant,
    jonas: RoomParticipant,
    now: datetime,
    client_user: User,
    practitioner: User,
    livekit: FakeLiveKit,
) -> Room:
    """They have left, the statement is final; Jonas objects, and Nadia's staff decides."""
    start = now - timedelta(minutes=15)
    deliver(told.left(joined(told, jonas, start, sid="PA_1"), now - timedelta(minutes=2)))
    with lifecycle.locked_room(pk=inside.pk) as room:
        lifecycle.end_room(room, EndReason.HOST, ended_at=now, at=now, by_ref=jonas.user_ref)
    later = now + timedelta(minutes=2)
    Room.objects.filter(pk=inside.pk).update(reconciles_after_end=lifecycle.RECONCILES_UNTIL_FINAL)
    expected = expected_in(inside)
    with lifecycle.locked_room(pk=inside.pk) as room:
        assert lifecycle.finalise(room, at=later, expected=expected)
        for row, user in ((jonas, client_user), (nadia, practitioner)):
            lifecycle.record_objection(
                room,
                Person(row.user_ref, row.name),
                user=user,
                role=Role(row.role),
                text="Jonas Weber was there.",
                at=later,
            )
        lifecycle.override_outcome(
            room,
            "no_show_client",
            reason="Jonas Weber came for the form only",
            by=client_user,
            by_name="Jonas Weber",
            at=later,
        )
    effects.run_due(at=later + timedelta(minutes=1))
    inside.refresh_from_db()
    return inside
