"""The demo data as tests take them: made anew by each that changes them, or once for a file that only reads."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from rooms.models import KnownBy, Room, RoomParticipant, Visit
from tests.conftest import restore_room_templates

Demo = dict[str, Any]


def refresh() -> Demo:
    out = StringIO()
    call_command("demo_data", stdout=out)
    demo: Demo = json.loads(out.getvalue())
    return demo


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """Committed, because its rooms are made on commit. What a test writes on top of it is taken back."""
    with django_db_blocker.unblock():
        restore_room_templates()
        made = refresh()
    yield made
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


def subject(demo: Demo, state: str, room_type: str = "individual") -> dict[str, Any]:
    (found,) = [one for one in demo["subjects"] if (one["state"], one["room_type"]) == (state, room_type)]
    return dict(found)


def enter(room_id: str, *, leave: bool = False) -> None:
    """Somebody is, or was, in the room."""
    room = Room.objects.get(pk=room_id)
    now = timezone.now()
    person = RoomParticipant.objects.create(room=room, identity="1-ann@example.org", role="host")
    Visit.objects.create(
        room=room,
        participant=person,
        livekit_sid=f"PA_{room.name}",
        joined_at=now,
        joined_known_by=KnownBy.WEBHOOK,
        left_at=now if leave else None,
        left_known_by=KnownBy.WEBHOOK if leave else "",
    )
    Room.objects.filter(pk=room_id).update(
        status="pending" if leave else "in_use", participant_count=0 if leave else 1
    )
