"""Nothing closes on a record that may be wrong: after a start of the worker, and after an outage of LiveKit."""

from datetime import timedelta

import pytest

from rooms import beats
from rooms.closing import close_due
from rooms.exceptions import LiveKitUnavailable
from rooms.reconcile import reconcile
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import Scene, minute, minutes_of

MET = [("nadia", 0, 20.0), ("jonas", 1, 21.0)]


def test_nothing_closes_where_no_worker_has_ever_run(scene: Scene, livekit: FakeLiveKit) -> None:
    assert close_due(at=minute(70)) == 0
    beats.worker_ticks(at=minute(60), started=True)
    assert close_due(at=minute(70)) == 0, "nor before the first answer of LiveKit"


@pytest.mark.usefixtures("worker_runs")
def test_after_a_start_of_the_worker_nothing_closes_before_the_first_good_reconcile(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    beats.worker_ticks(at=minute(70), started=True)
    assert close_due(at=minute(70)) == 0
    reconcile(at=minute(71))
    assert close_due(at=minute(71)) == 1
    assert minutes_of(scene.room.ended_at) == 65, "a restart of the worker does not move the due time"


@pytest.mark.usefixtures("worker_runs")
def test_a_worker_that_paused_counts_as_started_anew(scene: Scene, livekit: FakeLiveKit) -> None:
    beats.worker_ticks(at=minute(60))
    reconcile(at=minute(60))
    beats.worker_ticks(at=minute(70))
    assert close_due(at=minute(70)) == 0


@pytest.mark.usefixtures("worker_runs")
def test_the_last_possible_moment_waits_for_nobody(scene: Scene, livekit: FakeLiveKit) -> None:
    beats.worker_ticks(at=minute(200), started=True)
    livekit.is_down = True
    assert close_due(at=minute(200)) == 1
    assert minutes_of(scene.room.ended_at) == 180, "whether it was empty since 60, nobody can say"


@pytest.mark.usefixtures("worker_runs")
def test_a_worker_that_comes_back_late_and_sees_everything_keeps_the_due_time(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    beats.worker_ticks(at=minute(200), started=True)
    reconcile(at=minute(200))
    assert close_due(at=minute(200)) == 1
    assert (minutes_of(scene.room.ended_at), scene.room.end_reason) == (65, "empty")


@pytest.mark.usefixtures("worker_runs")
def test_after_an_outage_the_time_out_runs_from_livekits_return(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    _outage(livekit, since=22, until=40)
    assert close_due(at=minute(45) - timedelta(seconds=1)) == 0
    assert close_due(at=minute(45)) == 1
    assert minutes_of(scene.room.ended_at) == 45, "joins until then were not after the end"


@pytest.mark.usefixtures("worker_runs")
def test_who_comes_back_after_an_outage_finds_the_room_open(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    _outage(livekit, since=22, until=40)
    scene.comes("jonas", 43)
    assert close_due(at=minute(46)) == 0
    assert minutes_of(scene.room.closes_at) == 180


@pytest.mark.usefixtures("worker_runs")
def test_an_outage_does_not_move_the_last_possible_moment(scene: Scene, livekit: FakeLiveKit) -> None:
    _outage(livekit, since=60, until=178)
    assert close_due(at=minute(179)) == 0
    assert close_due(at=minute(180)) == 1
    assert (minutes_of(scene.room.ended_at), scene.room.end_reason) == (180, "schedule")


@pytest.mark.usefixtures("worker_runs")
def test_whom_a_dead_livekit_lost_is_out_when_it_answers_again(scene: Scene, livekit: FakeLiveKit) -> None:
    people = [scene.comes("nadia", 0), scene.comes("jonas", 0)]
    scene.lists(29.8, *people)
    _outage(livekit, since=30, until=40)
    room = scene.room
    assert (room.status, room.participant_count) == ("pending", 0)
    assert {minutes_of(visit.left_at) for visit in room.visits.all()} == {29.9}
    assert close_due(at=minute(44.9)) == 0
    assert close_due(at=minute(45)) == 1


@pytest.mark.usefixtures("worker_runs")
def test_a_second_outage_begins_another_wait(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    _outage(livekit, since=22, until=24)
    _outage(livekit, since=25, until=30)
    assert close_due(at=minute(34)) == 0
    assert close_due(at=minute(35)) == 1


@pytest.mark.usefixtures("worker_runs")
def test_a_good_reconcile_does_not_begin_a_run_where_there_was_no_outage(livekit: FakeLiveKit) -> None:
    began = beats.get(beats.LIVEKIT)
    reconcile(at=minute(10))
    now = beats.get(beats.LIVEKIT)
    assert began is not None
    assert now is not None
    assert (now.since, now.seen_at) == (began.since, minute(10))


@pytest.mark.usefixtures("worker_runs")
def test_a_late_note_of_an_earlier_answer_turns_no_clock_back(livekit: FakeLiveKit) -> None:
    beats.livekit_answered(at=minute(10))
    beats.livekit_answered(at=minute(9))
    beat = beats.get(beats.LIVEKIT)
    assert beat is not None
    assert beat.seen_at == minute(10)


@pytest.mark.usefixtures("worker_runs")
def test_a_pass_that_began_before_an_outage_was_found_does_not_end_it(livekit: FakeLiveKit) -> None:
    """Two workers: LiveKit dies behind the one, and the other, which began later, finds it dead first."""
    beats.livekit_is_down(at=minute(10.2))
    beats.livekit_answered(at=minute(10))
    beat = beats.get(beats.LIVEKIT)
    assert beat is not None
    assert (beat.is_down, beat.down_at) == (True, minute(10.2))
    beats.livekit_answered(at=minute(10.4))
    beat.refresh_from_db()
    assert (beat.is_down, beat.since) == (False, minute(10.4))


def test_a_livekit_that_has_never_answered_is_down(db: None) -> None:
    beats.livekit_is_down(at=minute(0))
    beat = beats.get(beats.LIVEKIT)
    assert beat is not None
    assert beat.is_down
    beats.livekit_answered(at=minute(3))
    beat.refresh_from_db()
    assert (beat.is_down, beat.since) == (False, minute(3))


def _outage(livekit: FakeLiveKit, *, since: float, until: float) -> None:
    livekit.restarts()
    livekit.is_down = True
    with pytest.raises(LiveKitUnavailable):
        reconcile(at=minute(since))
    livekit.is_down = False
    reconcile(at=minute(until))
