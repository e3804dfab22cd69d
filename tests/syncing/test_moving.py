"""A booking that is moved, parked, cancelled, forgotten or finished, and what becomes of its room."""

from typing import Any

import pytest

from rooms import effects
from rooms.models import Effect, EndReason, Room, Status
from tests.fakes.host import MemoryHost
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene, minute, minutes_of

TOMORROW = {"starts_at": minute(24 * 60), "ends_at": minute(25 * 60)}


# --- Moved
def test_a_room_that_nobody_has_been_in_just_moves(scene: Scene) -> None:
    room = scene.room
    scene.changes(**TOMORROW)
    assert scene.sync(5) == room
    moved = scene.room
    assert (moved.scheduled_start, moved.opens_at) == (minute(24 * 60), minute(24 * 60 - 15))
    assert (moved.closes_at, moved.last_moment_at) == (minute(25 * 60 + 5), minute(27 * 60))
    assert scene.statuses() == ["pending"]


def test_one_with_people_inside_moves_in_place_if_its_new_time_has_begun(scene: Scene) -> None:
    scene.comes("nadia", 5)
    room = scene.room
    scene.changes(starts_at=minute(15), ends_at=minute(90))
    assert scene.sync(10) == room
    assert (scene.room.status, minutes_of(scene.room.closes_at)) == ("in_use", 90 + 120)


@pytest.mark.parametrize("starts", [10 + 15, -50])
def test_the_window_is_from_fifteen_minutes_before_to_the_last_possible_moment(
    starts: float, scene: Scene
) -> None:
    scene.plays([("nadia", 5, 8)])
    room = scene.room
    scene.changes(starts_at=minute(starts), ends_at=minute(starts + 60))
    assert scene.sync(10) == room


def test_one_that_was_used_ends_as_moved_and_a_new_one_is_made(scene: Scene, host: MemoryHost) -> None:
    scene.comes("nadia", 5)
    old = scene.room
    scene.changes(**TOMORROW)
    new = scene.sync(10)
    assert new is not None
    assert new != old
    old.refresh_from_db()
    assert (old.status, old.end_reason, old.ended_at) == ("ended", "moved", minute(10))
    assert (new.status, new.scheduled_start) == ("pending", minute(24 * 60))
    effects.run_due(at=minute(11))
    assert host.told == [], "the booking lives on"
    old.refresh_from_db()
    assert old.outcome == ""


def test_there_are_never_two_open_rooms(scene: Scene) -> None:
    for day in range(1, 5):
        scene.comes("nadia", day)
        scene.changes(starts_at=minute(day * 1440), ends_at=minute(day * 1440 + 60))
        scene.sync(day)
        assert Room.objects.exclude(status=Status.ENDED).count() == 1
    assert Room.objects.filter(end_reason="moved").count() == 4


def test_a_used_room_that_is_moved_into_the_past_has_no_successor_until_it_is_moved_again(
    scene: Scene,
) -> None:
    scene.comes("nadia", 5)
    scene.changes(starts_at=minute(-1440), ends_at=minute(-1380))
    assert scene.sync(10) is None
    scene.changes(starts_at=minute(0), ends_at=minute(60))
    back = scene.sync(12)
    assert back is not None
    assert (back.status, back.scheduled_start) == ("pending", minute(0))


def test_a_new_title_or_capacity_is_taken_over_in_place(scene: Scene) -> None:
    scene.comes("nadia", 5)
    before = scene.room
    scene.changes(title="Follow-up", capacity=5, recording=True, waiting_room="admit")
    assert scene.sync(6) == before
    room = scene.room
    assert (room.title, room.max_participants) == ("Follow-up", 5)
    assert (room.recording_enabled, room.waiting_room) == (True, "admit")
    assert room.revision > before.revision


# --- Parked
def test_cleared_times_park_the_room(scene: Scene) -> None:
    scene.changes(starts_at=None, ends_at=None)
    assert scene.sync(-60) == scene.room
    room = scene.room
    assert (room.status, room.opens_at, room.scheduled_start, room.closes_at) == ("pending", None, None, None)


def test_a_parked_room_wakes_with_new_times(scene: Scene) -> None:
    room = scene.room
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(-60)
    scene.changes(**TOMORROW)
    assert scene.sync(-50) == room
    assert (scene.room.opens_at, scene.room.closes_at) == (minute(24 * 60 - 15), minute(25 * 60 + 5))


def test_a_parked_room_that_was_used_is_followed_by_a_new_one(scene: Scene) -> None:
    scene.plays([("nadia", 0, 5)])
    old = scene.room
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(6)
    scene.changes(**TOMORROW)
    new = scene.sync(7)
    assert new is not None
    assert new != old
    old.refresh_from_db()
    assert old.end_reason == EndReason.MOVED


def test_a_parked_room_is_cancelled_like_any_other(scene: Scene) -> None:
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(-60)
    scene.changes(state="cancelled")
    scene.sync(-50)
    assert scene.room.end_reason == "cancelled"


# --- Cancelled, deleted
@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_the_room_ends_and_people_are_put_out(
    how: str, scene: Scene, host: MemoryHost, livekit: FakeLiveKit
) -> None:
    livekit.enters(scene.room.name, scene.person("nadia").identity)
    scene.comes("nadia", 0)
    if how == "cancelled":
        scene.changes(state="cancelled")
    else:
        del host.subjects[scene.kind, scene.ref]
    assert scene.sync(5) is None
    effects.run_due(at=minute(5))
    assert (scene.room.status, scene.room.end_reason, scene.room.outcome) == (
        "ended",
        "cancelled",
        "cancelled",
    )
    assert livekit.rooms == {}
    assert host.told == []


def test_cancelling_twice_ends_it_once(scene: Scene) -> None:
    scene.changes(state="cancelled")
    scene.sync(5)
    scene.sync(6)
    assert scene.room.ended_at == minute(5)
    assert Effect.objects.filter(kind="delete_livekit_room").count() == 1


# --- Marked by hand while people are inside
@pytest.mark.parametrize("state", ["finished", "not_confirmed"])
def test_who_is_inside_stays_when_the_host_closes_its_books(state: Any, scene: Scene) -> None:
    scene.comes("nadia", 0)
    scene.changes(state=state)
    assert scene.sync(5) == scene.room
    assert (scene.room.status, minutes_of(scene.room.closes_at)) == ("in_use", 180)


def test_times_of_finished_business_are_not_taken_over(scene: Scene) -> None:
    scene.changes(state="finished", **TOMORROW)
    scene.sync(5)
    assert minutes_of(scene.room.scheduled_start) == 0
