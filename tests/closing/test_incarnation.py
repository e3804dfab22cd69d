"""LiveKit closes a room by itself: ours ends with it only if its time has come."""

import pytest

from rooms import beats, lifecycle
from rooms.lifecycle import close_with_incarnation
from tests.fakes.scene import Scene, minute, minutes_of

MET = [("nadia", 0, 20.0), ("jonas", 1, 21.0)]


def livekit_closes(scene: Scene, number: float, incarnation: str = "RM_first") -> None:
    """As the webhook `room_finished` does it."""
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.incarnation_finished(
            room, room_sid=incarnation, finished_at=minute(number), at=minute(number)
        )
        close_with_incarnation(room, at=minute(number))


@pytest.mark.usefixtures("worker_runs")
def test_a_room_that_is_due_ends_with_livekits(scene: Scene) -> None:
    scene.plays(MET)
    livekit_closes(scene, 26.01)
    room = scene.room
    assert (room.status, minutes_of(room.ended_at), room.end_reason) == ("ended", 26, "empty")


@pytest.mark.usefixtures("worker_runs")
def test_one_that_is_not_due_is_pending_again(scene: Scene) -> None:
    scene.plays([("nadia", 0, 20)])
    livekit_closes(scene, 25)
    assert scene.statuses() == ["pending", "in_use", "active", "pending"]
    assert minutes_of(scene.room.closes_at) == 65


@pytest.mark.usefixtures("worker_runs")
def test_whoever_was_still_inside_left_then_and_the_time_out_begins(scene: Scene) -> None:
    scene.comes("nadia", 0)
    scene.comes("jonas", 0)
    livekit_closes(scene, 30)
    room = scene.room
    assert (room.status, room.participant_count, minutes_of(room.closes_at)) == ("pending", 0, 35)
    assert {minutes_of(visit.left_at) for visit in room.visits.all()} == {30}


@pytest.mark.usefixtures("worker_runs")
def test_the_end_of_an_older_incarnation_ends_nothing(scene: Scene) -> None:
    scene.plays(MET)
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.incarnation_started(room, room_sid="RM_second", made_at=minute(24), at=minute(24))
    livekit_closes(scene, 27, "RM_first")
    assert (scene.room.status, scene.room.livekit_sid) == ("active", "RM_second")


def test_before_the_first_good_reconcile_it_is_left_to_the_worker(scene: Scene) -> None:
    scene.plays(MET)
    livekit_closes(scene, 26.01)
    assert scene.room.status == "pending"


@pytest.mark.usefixtures("worker_runs")
def test_after_an_outage_it_waits_for_the_time_out(scene: Scene) -> None:
    scene.plays(MET)
    beats.livekit_is_down(at=minute(22))
    beats.livekit_answered(at=minute(24))
    livekit_closes(scene, 26.01)
    assert scene.room.status == "pending"


@pytest.mark.usefixtures("worker_runs")
def test_an_ended_room_is_not_ended_again(scene: Scene) -> None:
    scene.plays(MET)
    livekit_closes(scene, 26.01)
    livekit_closes(scene, 30)
    assert minutes_of(scene.room.ended_at) == 26
