"""Many at once, in real transactions: one room, one end, one answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from rooms.exceptions import Conflict
from rooms.models import Effect, Room, RoomTransition
from rooms.syncing import sync_subject
from tests.fakes.host import MemoryHost
from tests.fakes.scene import MakeScene, minute

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def test_syncs_at_once_make_one_room(host: MemoryHost) -> None:
    host.expects("booking", "1", starts_at=minute(0), ends_at=minute(60))
    found = at_once(lambda: sync_subject("booking", "1", at=minute(-60)))
    assert Room.objects.count() == 1
    assert {room.pk if room else None for room in found} == {Room.objects.get().pk}
    assert RoomTransition.objects.count() == 1
    assert Effect.objects.count() == 1, "one room_created"


def test_cancelling_at_once_ends_it_once(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.changes(state="cancelled")
    at_once(lambda: sync_subject(scene.kind, scene.ref, at=minute(0)))
    assert scene.statuses() == ["pending", "ended"]
    assert Effect.objects.filter(kind="delete_livekit_room").count() == 1


def test_moving_a_used_room_at_once_makes_one_successor(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.plays([("nadia", 0, 5)])
    scene.changes(starts_at=minute(1440), ends_at=minute(1500))
    at_once(lambda: sync_subject(scene.kind, scene.ref, at=minute(10)))
    assert sorted(Room.objects.values_list("status", "end_reason")) == [("ended", "moved"), ("pending", "")]


def at_once(work: Callable[[], Room | None]) -> list[Room | None]:
    """Everybody does the same thing at the same moment, each with a connection of their own."""
    barrier = Barrier(AT_ONCE)

    def run(_: int) -> Room | None:
        barrier.wait()
        try:
            return work()
        except Conflict:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))
