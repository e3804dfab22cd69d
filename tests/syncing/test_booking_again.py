"""A new room beside an ended one: only after the host was told, and only when it asks for it."""

import pytest
from django.db.models.signals import post_save

from rooms import effects, lifecycle
from rooms.models import Effect, EndReason, Room
from rooms.syncing import sync_between
from tests.fakes.host import MemoryHost
from tests.fakes.scene import Scene, minute

TOMORROW = {"starts_at": minute(24 * 60), "ends_at": minute(25 * 60)}


@pytest.fixture
def missed(scene: Scene) -> Scene:
    """Nobody came, and the host knows it."""
    scene.ends(EndReason.EMPTY, 65)
    effects.run_due(at=minute(65))
    assert scene.host.told[0].outcome == "no_show_both"
    return scene


def test_a_no_show_that_is_given_another_time_gets_a_new_room(missed: Scene) -> None:
    missed.changes(**TOMORROW)
    new = missed.sync(70)
    assert new is not None
    assert new.scheduled_start == minute(24 * 60)
    assert Room.objects.count() == 2


def test_one_that_still_stands_as_it_was_gets_none(missed: Scene) -> None:
    assert missed.sync(70) is None
    assert Room.objects.count() == 1


def test_one_that_was_called_missed_and_is_confirmed_again_gets_one(missed: Scene) -> None:
    missed.changes(state="finished")
    assert missed.sync(70) is None
    missed.changes(state="joinable")
    assert missed.sync(75) is not None


def test_not_before_the_host_was_told(scene: Scene, host: MemoryHost) -> None:
    scene.ends(EndReason.EMPTY, 65)
    scene.changes(**TOMORROW)
    assert scene.sync(70) is None
    effects.run_due(at=minute(71))
    assert scene.sync(72) is not None


def test_nor_before_it_was_told_the_last_word(missed: Scene) -> None:
    missed.changes(**TOMORROW)
    missed.comes("jonas", 5, told=66)
    assert missed.room.outcome == "no_show_practitioner"
    assert missed.sync(70) is None
    effects.run_due(at=minute(71))
    assert missed.sync(72) is not None


def test_a_session_that_was_ended_by_the_practitioner_is_over(scene: Scene) -> None:
    scene.plays([("nadia", 0, 20), ("jonas", 0, 20)])
    scene.ends(EndReason.HOST, 20)
    effects.run_due(at=minute(20))
    assert scene.sync(21) is None, "joinable as before is not booked again"


def test_a_cancelled_booking_that_is_restored_gets_a_new_room(scene: Scene) -> None:
    scene.changes(state="cancelled")
    scene.sync(-60)
    scene.changes(state="joinable")
    assert scene.sync(-50) is not None


def test_a_new_room_is_not_made_for_a_time_that_has_passed(missed: Scene) -> None:
    missed.changes(starts_at=minute(-600), ends_at=minute(-540))
    assert missed.sync(70) is None


def test_the_worker_makes_the_room_that_had_to_wait_for_the_telling(scene: Scene) -> None:
    scene.ends(EndReason.EMPTY, 65)
    scene.changes(**TOMORROW)
    scene.sync(66)
    effects.run_due(at=minute(67))
    assert sync_between(minute(0), minute(3000), at=minute(70)) == 1
    assert scene.room.status == "pending"


def test_a_sync_that_still_heard_joinable_makes_no_phantom(missed: Scene, host: MemoryHost) -> None:
    """While it is under way the host writes down what it was told, and the sync of that change is faster."""
    made: list[Room] = []

    def write_it_down() -> None:
        host.after_describe = lambda: None
        missed.changes(state="finished")
        missed.sync(66)

    def note(instance: Room, created: bool, **_: object) -> None:
        made.extend([instance] * created)

    host.after_describe = write_it_down
    post_save.connect(note, sender=Room)
    try:
        assert missed.sync(66) is None
    finally:
        post_save.disconnect(note, sender=Room)
    assert not made, "not for a moment: whoever joined just then would have got a seat in it, and it stayed"
    assert Room.objects.get().status == "ended", "a phantom would end as missed, and the host be told so"
    missed.changes(state="joinable")
    assert missed.sync(70) is not None, "confirmed again by the host, it is another matter"


def test_what_somebody_holds_a_token_for_is_not_taken_back(scene: Scene) -> None:
    scene.person("jonas")
    assert not lifecycle.unmake_room(scene.room)
    assert scene.room.status == "pending"


def test_taking_a_room_back_leaves_nothing(scene: Scene) -> None:
    room = scene.room
    assert lifecycle.unmake_room(room)
    assert not Effect.objects.exists()
    assert not Room.objects.exists()
    assert not lifecycle.unmake_room(room), "it is gone already"


def test_the_new_room_has_its_own_outcome(missed: Scene, host: MemoryHost) -> None:
    missed.changes(**TOMORROW)
    missed.sync(70)
    missed.plays([("nadia", 1440, 1460), ("jonas", 1440, 1460)])
    missed.ends(EndReason.EMPTY, 1465)
    effects.run_due(at=minute(1465))
    assert [(told.outcome, told.previous) for told in host.told] == [
        ("no_show_both", None),
        ("completed", None),
    ]
