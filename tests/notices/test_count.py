"""How many are inside, said to the crowd of a broadcast."""

import json
from datetime import timedelta
from typing import Any

import pytest

import rooms.livekit
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

    # Said at 2, 4.5, 7 and 9.5 s: two seconds after the first change that was not said yet.
    assert counts(livekit) == [5, 10, 15, 20]


def test_who_waited_for_the_lock_is_counted_after_the_number_was_said(
    broadcast: Scene, livekit: FakeLiveKit
) -> None:
    """Jonas came in the same two seconds as Nadia; when he is entered, their number has been said already."""
    broadcast.comes("nadia", 0)
    effects.run_due(at=minute(2 * SECOND))
    broadcast.comes("jonas", 1.9 * SECOND)

    effects.run_due(at=minute(3.9 * SECOND))
    assert counts(livekit) == [1]  # not more often than every two seconds
    # Not at 4.1: the two seconds begin when it has been said, and saying it took a moment.
    effects.run_due(at=minute(30 * SECOND))
    assert counts(livekit) == [1, 2]


def test_who_comes_while_the_number_is_being_said_is_in_the_next(
    broadcast: Scene, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has read the number before Jonas was entered."""
    broadcast.comes("nadia", 0)

    def say_slowly(*args: Any, **options: Any) -> None:
        slow.undo()
        broadcast.comes("jonas", 1.9 * SECOND)
        livekit.send_data(*args, **options)

    with monkeypatch.context() as slow:
        slow.setattr(rooms.livekit, "send_data", say_slowly)
        effects.run_due(at=minute(2 * SECOND))
    effects.run_due(at=minute(30 * SECOND))

    assert counts(livekit) == [1, 2]


def test_a_number_that_waited_for_the_worker_is_worth_saying_while_people_come(
    broadcast: Scene, livekit: FakeLiveKit
) -> None:
    broadcast.comes("nadia", 0)
    broadcast.comes("jonas", 2)
    assert due(broadcast) == 1

    effects.run_due(at=minute(2 + 2 * SECOND))

    assert counts(livekit) == [2]


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
