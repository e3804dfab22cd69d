"""LiveKit's room behind an ended one of ours is deleted, whatever has become of the server that had it."""

from datetime import timedelta

import pytest

from rooms import effects
from rooms.models import Effect, EndReason
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene, minute


@pytest.fixture
def ended(scene: Scene, livekit: FakeLiveKit) -> Scene:
    """Jonas was inside until the end."""
    livekit.enters(scene.room.name, scene.person("jonas").identity)
    scene.comes("jonas", 1)
    scene.ends(EndReason.HOST, 50)
    livekit.calls.clear()
    return scene


def works(number: float) -> None:
    effects.run_due(at=minute(number))


def deletion() -> Effect:
    return Effect.objects.get(kind="delete_livekit_room")


def test_it_is_deleted_with_one_call(ended: Scene, livekit: FakeLiveKit) -> None:
    works(50)
    assert livekit.calls == [("delete_room", ended.room.name, "")]
    assert ended.room.name not in livekit.rooms


def test_one_of_a_server_that_died_is_begun_again_first_and_so_can_be_deleted(
    ended: Scene, livekit: FakeLiveKit
) -> None:
    livekit.silent.add(ended.room.name)
    works(50)
    assert ended.room.name in livekit.rooms
    works(51)
    assert ended.room.name not in livekit.rooms
    assert deletion().done_at is not None


def test_one_that_is_gone_meanwhile_is_not_made_again_to_be_deleted(
    ended: Scene, livekit: FakeLiveKit
) -> None:
    livekit.is_down = True
    works(50)
    livekit.is_down = False
    livekit.restarts()
    works(51)
    assert livekit.asked("create_room") == []
    assert deletion().done_at is not None


def test_while_livekit_is_away_it_is_tried_again(ended: Scene, livekit: FakeLiveKit) -> None:
    livekit.is_down = True
    for number in (50, 51, 55):
        works(number)
    assert deletion().done_at is None
    livekit.is_down = False
    effects.run_due(at=minute(55) + timedelta(minutes=6))
    assert ended.room.name not in livekit.rooms


def test_a_touch_of_a_room_that_has_ended_makes_none_anew(ended: Scene, livekit: FakeLiveKit) -> None:
    livekit.restarts()
    effects.queue("touch_livekit_room", f"{ended.room.pk}:late", room=ended.room, due_at=minute(50))
    works(50)
    assert livekit.rooms == {}
