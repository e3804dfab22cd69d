"""How many are inside, said to the crowd of a broadcast."""

import json
from datetime import timedelta

import pytest

from rooms import effects
from rooms.models import Effect, EndReason
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute

SECOND = 1 / 60


@pytest.fixture
def broadcast(make_scene: MakeScene, livekit: FakeLiveKit) -> Scene:
    broadcast = make_scene("session", room_type="broadcast")
    livekit.create_room(broadcast.room.name, 300, 300, 0)
    return broadcast


def counts(livekit: FakeLiveKit) -> list[int]:
    assert {topic for _, topic, _ in livekit.said} <= {"rooms.people"}
    return [json.loads(data)["count"] for _, _, data in livekit.said]


def due(scene: Scene) -> int:
    return Effect.objects.filter(room=scene.room, kind="say_count", done_at=None).count()


def test_a_change_is_said_within_two_seconds(broadcast: Scene, livekit: FakeLiveKit) -> None:
    broadcast.comes("nadia", 0)

    effects.run_due(at=minute(2 * SECOND))

    assert counts(livekit) == [1]


def test_a_crowd_that_comes_at_once_is_one_number_the_last(broadcast: Scene, livekit: FakeLiveKit) -> None:
    for number, name in enumerate(("nadia", "jonas", "mara", "guest")):
        broadcast.comes(name, number * 0.4 * SECOND)
    assert due(broadcast) == 1

    effects.run_due(at=minute(2 * SECOND))

    assert counts(livekit) == [4]


def test_it_is_not_said_more_often_than_every_two_seconds(broadcast: Scene, livekit: FakeLiveKit) -> None:
    """Somebody comes each half second, for ten; the worker looks as often."""
    for half in range(20):
        broadcast.comes(f"guest_{half}", half / 2 * SECOND)
        effects.run_due(at=minute(half / 2 * SECOND))
    effects.run_due(at=minute(10 * SECOND))

    assert counts(livekit) == [4 + 1, 8 + 1, 12 + 1, 16 + 1, 20]


def test_who_leaves_counts_too(broadcast: Scene, livekit: FakeLiveKit) -> None:
    broadcast.comes("nadia", 0)
    broadcast.comes("jonas", 0)
    effects.run_due(at=minute(1))
    broadcast.goes("jonas", 2)
    effects.run_due(at=minute(3))

    assert counts(livekit) == [2, 1]


def test_a_second_device_is_nobody_new(broadcast: Scene, livekit: FakeLiveKit) -> None:
    broadcast.comes("nadia", 0)
    effects.run_due(at=minute(1))
    broadcast.comes("nadia", 2)

    assert due(broadcast) == 0


@pytest.mark.parametrize("room_type", ["group", "webinar", "individual"])
def test_where_people_see_one_another_they_count_themselves(make_scene: MakeScene, room_type: str) -> None:
    room = make_scene("session", room_type=room_type)
    room.comes("nadia", 0)

    assert due(room) == 0


def test_nobody_is_told_when_nobody_is_left(broadcast: Scene, livekit: FakeLiveKit) -> None:
    broadcast.comes("nadia", 0)
    broadcast.goes("nadia", SECOND)
    effects.run_due(at=minute(1))
    broadcast.comes("nadia", 2)
    broadcast.ends(EndReason.HOST, 2)
    effects.run_due(at=minute(3))

    assert livekit.asked("send_data") == []
    assert due(broadcast) == 0


def test_after_an_outage_the_number_of_now_is_said(broadcast: Scene, livekit: FakeLiveKit) -> None:
    livekit.is_down = True
    broadcast.comes("nadia", 0)
    effects.run_due(at=minute(2 * SECOND))
    broadcast.comes("jonas", 10 * SECOND)
    livekit.is_down = False

    effects.run_due(at=minute(20 * SECOND))

    assert counts(livekit) == [2, 2]


def test_an_old_number_is_not_news(broadcast: Scene, livekit: FakeLiveKit) -> None:
    broadcast.comes("nadia", 0)

    effects.run_due(at=minute(2 * SECOND) + timedelta(minutes=1))

    assert livekit.asked("send_data") == []
