"""The whole way from "due" to "told", with workers that die anywhere on it."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from rooms import beats, effects
from rooms.closing import close_due
from rooms.effects import LEASE
from rooms.models import Room, RoomTransition
from tests.effects.test_crashes import SETTINGS, Killed, dies_at, ended_room
from tests.effects.told_table import CountingHost, count_told, counting_host
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import minute

__all__ = ["counting_host"]

pytestmark = pytest.mark.django_db(transaction=True)


def due_room(livekit: FakeLiveKit) -> Room:
    """An open one that nobody has come to, which LiveKit has all the same."""
    room = ended_room()
    room.effects.all().delete()
    Room.objects.filter(pk=room.pk).update(
        status="active",
        ended_at=None,
        end_reason="",
        outcome="",
        outcome_version=0,
        livekit_sid="RM_first",
        scheduled_start=minute(0),
        scheduled_end=minute(60),
        closes_at=minute(65),
        last_moment_at=minute(180),
    )
    livekit.create_room(room.name, 300, 300, 0)
    return room


@SETTINGS
@given(deaths=st.lists(st.integers(1, 70), min_size=1, max_size=5))
def test_a_closing_that_is_interrupted_anywhere_is_finished(
    counting_host: CountingHost, livekit: FakeLiveKit, deaths: list[int]
) -> None:
    room = due_room(livekit)
    beats.worker_ticks(at=minute(1), started=True)
    beats.livekit_answered(at=minute(2))
    at = minute(66)
    for step in [*deaths, 10_000, 10_000]:
        try:
            with dies_at(step):
                close_due(at=at)
                effects.run_due(at=at)
        except Killed:
            connection.close()
        at += LEASE + timedelta(seconds=1)
    room.refresh_from_db()
    assert (room.status, room.ended_at, room.outcome) == ("ended", minute(65), "no_show_both")
    assert RoomTransition.objects.filter(room=room).count() == 1
    assert count_told(room.subject_ref) == 1
    assert room.name not in livekit.rooms
    assert not room.effects.filter(done_at=None).exists()
