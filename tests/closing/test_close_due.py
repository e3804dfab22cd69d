"""The worker closes what is due, in the way that docs/rules.md has it."""

from datetime import timedelta

import pytest
from pytest_django import Settings

import rooms.livekit
from rooms.closing import close_due
from rooms.livekit import LiveKitRoom
from rooms.models import EndReason, Outcome, Room, RoomTemplate, Status, Visit
from tests.fakes.livekit import FakeLiveKit
from tests.fakes.scene import MakeScene, Scene, minute, minutes_of

pytestmark = pytest.mark.usefixtures("worker_runs")

MET = [("nadia", 0, 20.0), ("jonas", 1, 21.0)]


def test_a_room_closes_when_it_is_due_and_not_before(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    assert close_due(at=minute(26) - timedelta(seconds=1)) == 0
    assert close_due(at=minute(26)) == 1
    assert scene.room.status == Status.ENDED


def test_the_end_is_the_due_time_however_late_the_worker_is(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    close_due(at=minute(50))
    assert minutes_of(scene.room.ended_at) == 26
    written = scene.room.transitions.get(to_status=Status.ENDED)
    assert written.written_at == minute(50), "the transition says when it was written"
    assert written.at == scene.room.ended_at


def test_whoever_came_while_a_long_pass_was_at_other_rooms_is_in_the_ledger(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    """The pass began in minute 26, and came to this room half a minute later; of Jonas LiveKit told after that."""
    scene.plays(MET)
    close_due(at=minute(26), now=lambda: minute(26.5))
    assert (scene.room.ended_at, scene.room.closed_at) == (minute(26), minute(26.5))
    again = scene.comes("jonas", 26.2, told=26.6)
    scene.goes(again, 26.4, told=26.7)
    visit = scene.room.visits.get(livekit_sid=again.sid)
    assert (visit.joined_at, visit.left_at) == (minute(26.2), minute(26.4))


def test_a_room_that_is_closed_once_is_not_closed_again(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    assert [close_due(at=minute(50)), close_due(at=minute(51))] == [1, 0]
    assert scene.statuses().count("ended") == 1


def test_closing_settles_everything(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays([*MET, ("nadia", 170, None)])
    close_due(at=minute(180))
    room = scene.room
    assert (room.end_reason, room.outcome) == (EndReason.SCHEDULE, Outcome.COMPLETED)
    assert (room.livekit_sid, room.closes_at, room.participant_count) == ("", None, 0)
    assert not Visit.objects.filter(room=room, left_at=None).exists()
    assert set(room.effects.values_list("kind", flat=True)) == {"delete_livekit_room", "signal", "tell_host"}
    assert not room.participants.exclude(seat_until=None).exists()


@pytest.mark.parametrize(
    ("history", "at", "reason"),
    [
        pytest.param(MET, 26, EndReason.EMPTY, id="empty for its time-out"),
        pytest.param([], 65, EndReason.EMPTY, id="nobody came"),
        pytest.param([("nadia", 0, None)], 180, EndReason.SCHEDULE, id="the last possible moment"),
        pytest.param([("nadia", 0, 178.0)], 180, EndReason.SCHEDULE, id="empty, at the last possible moment"),
    ],
)
def test_the_reason_says_which_clock_it_was(
    history: list[tuple[str, float, float | None]],
    at: float,
    reason: EndReason,
    scene: Scene,
    livekit: FakeLiveKit,
) -> None:
    scene.plays(history)
    assert close_due(at=minute(at)) == 1
    assert scene.room.end_reason == reason


# --- It asks LiveKit just before
def test_somebody_whose_arrival_was_never_told_keeps_the_room_open(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    scene.plays(MET)
    livekit.enters(scene.room.name, scene.person("jonas").identity, joined_at=minute(25))
    assert close_due(at=minute(26)) == 0
    room = scene.room
    assert (room.status, room.participant_count, minutes_of(room.closes_at)) == ("in_use", 1, 180)


def test_a_living_but_empty_room_is_closed(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    livekit.create_room(scene.room.name, 300, 300, 0)
    assert close_due(at=minute(26)) == 1


def test_a_recorder_keeps_no_room_open(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.plays(MET)
    livekit.enters(scene.room.name, "EG_recorder", kind="EGRESS", joined_at=minute(1))
    assert close_due(at=minute(26)) == 1


def test_while_livekit_does_not_answer_rooms_stay_and_only_one_of_them_waits_for_it(
    make_scene: MakeScene, livekit: FakeLiveKit
) -> None:
    scenes = [make_scene() for _ in range(3)]
    livekit.is_down = True
    assert close_due(at=minute(70)) == 0
    assert {scene.room.status for scene in scenes} == {"pending"}
    assert len(livekit.calls) == 1


def test_at_the_last_possible_moment_it_does_not_ask(make_scene: MakeScene, livekit: FakeLiveKit) -> None:
    due, over = make_scene(), make_scene(starts=-60, ends=0)
    over.plays([("nadia", -60, None), ("jonas", -60, None)])
    livekit.is_down = True
    assert close_due(at=minute(120)) == 1
    assert livekit.calls == [("list_rooms", "", "")], "asked for the other one only"
    assert (over.room.status, minutes_of(over.room.ended_at)) == ("ended", 120)
    assert due.room.status == "pending"
    assert over.room.effects.filter(kind="delete_livekit_room").exists(), "people are put out"


def test_a_room_that_is_moved_while_livekit_is_asked_stays(
    scene: Scene, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def move_and_answer(names: list[str]) -> list[LiveKitRoom]:
        scene.changes(starts_at=minute(60), ends_at=minute(120))
        scene.sync(65)
        return []

    monkeypatch.setattr(rooms.livekit, "list_rooms", move_and_answer)
    assert close_due(at=minute(65)) == 0
    assert (scene.room.status, minutes_of(scene.room.closes_at)) == ("pending", 125)


def test_a_room_that_an_operator_deletes_meanwhile_stops_nothing(
    make_scene: MakeScene, livekit: FakeLiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted, other = make_scene(), make_scene()

    def delete_and_answer(names: list[str]) -> list[LiveKitRoom]:
        Room.objects.filter(subject_ref=deleted.ref).delete()
        return []

    monkeypatch.setattr(rooms.livekit, "list_rooms", delete_and_answer)
    assert close_due(at=minute(70)) == 1
    assert other.room.status == "ended"


# --- By the clock alone
def test_a_template_may_say_that_only_the_schedule_closes(
    make_scene: MakeScene, livekit: FakeLiveKit
) -> None:
    _template("individual", close_rule="schedule")
    scene = make_scene()
    scene.plays(MET)
    assert close_due(at=minute(64)) == 0
    assert close_due(at=minute(65)) == 1
    assert scene.room.end_reason == EndReason.SCHEDULE


def test_so_may_the_setting_and_the_template_has_the_last_word(
    make_scene: MakeScene, livekit: FakeLiveKit, settings: Settings
) -> None:
    settings.ROOMS = {**settings.ROOMS, "CLOSE": "schedule"}
    follows = make_scene()
    _template("individual", close_rule="empty")
    own = make_scene()
    for scene in (follows, own):
        scene.plays(MET)
    assert minutes_of(follows.room.closes_at) == 65
    assert minutes_of(own.room.closes_at) == 26


def test_by_the_schedule_who_is_inside_stays_until_the_last_possible_moment(
    make_scene: MakeScene, livekit: FakeLiveKit
) -> None:
    _template("individual", close_rule="schedule")
    scene = make_scene()
    scene.plays([("nadia", 0, None)])
    assert close_due(at=minute(179)) == 0
    assert close_due(at=minute(180)) == 1


def test_a_start_without_an_end_counts_as_an_hour(make_scene: MakeScene, livekit: FakeLiveKit) -> None:
    scene = make_scene(ends=None)
    assert minutes_of(scene.room.closes_at) == 65
    assert minutes_of(scene.room.last_moment_at) == 180


def test_a_room_is_due_by_its_own_time_out(make_scene: MakeScene, livekit: FakeLiveKit) -> None:
    _template("individual", empty_timeout=60)
    scene = make_scene()
    scene.plays(MET)
    assert minutes_of(scene.room.closes_at) == 22


# --- Parked
def test_a_parked_empty_room_is_never_due(scene: Scene, livekit: FakeLiveKit) -> None:
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(-60)
    assert close_due(at=minute(10_000)) == 0
    assert (scene.room.closes_at, scene.room.last_moment_at) == (None, None)


def test_a_room_parked_with_people_inside_keeps_its_old_last_moment(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    scene.comes("nadia", 0)
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(5)
    assert close_due(at=minute(179)) == 0
    assert scene.room.status == "in_use"
    assert close_due(at=minute(180)) == 1
    assert minutes_of(scene.room.ended_at) == 180


def test_when_the_last_one_leaves_a_parked_room_nothing_is_due_any_more(
    scene: Scene, livekit: FakeLiveKit
) -> None:
    scene.comes("nadia", 0)
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(5)
    scene.goes("nadia", 10)
    assert close_due(at=minute(10_000)) == 0
    assert (scene.room.status, scene.room.closes_at) == ("active", None)


def test_a_session_closes_like_a_booking(make_scene: MakeScene, livekit: FakeLiveKit) -> None:
    session = make_scene("session")
    session.plays([("nadia", 0, 30), ("jonas", 0, 30), ("mara", 0, 40)])
    assert close_due(at=minute(45)) == 1
    assert (session.room.outcome, minutes_of(session.room.ended_at)) == ("completed", 45)
    assert session.person("mara").user_ref in set(
        session.room.participants.values_list("user_ref", flat=True)
    )


def _template(room_type: str, **values: object) -> None:
    RoomTemplate.objects.filter(room_type=room_type).update(**values)


@pytest.mark.usefixtures("worker_runs")
def test_a_room_that_livekit_says_nothing_of_holds_up_no_other(
    make_scene: MakeScene, livekit: FakeLiveKit
) -> None:
    """With Redis: the server that had it is dead, the others answer."""
    silent, empty = make_scene(), make_scene()
    for scene in (silent, empty):
        livekit.create_room(scene.room.name, 300, 300, 27)
    livekit.silent.add(silent.room.name)
    assert close_due(at=minute(66)) == 1
    assert (silent.room.status, empty.room.status) == ("pending", "ended")


@pytest.mark.usefixtures("worker_runs")
@pytest.mark.parametrize("number", [66, 181], ids=["empty", "at the last moment"])
def test_a_room_with_a_fault_of_its_own_holds_up_no_other(
    number: int, make_scene: MakeScene, livekit: FakeLiveKit
) -> None:
    broken, sound = make_scene(), make_scene(starts=1, ends=60.5)
    _spoil(broken.room)
    with pytest.raises(ValueError, match="isoformat"):
        close_due(at=minute(number))
    assert (broken.room.status, sound.room.status) == ("pending", "ended")


def _spoil(room: Room) -> None:
    """What is known of LiveKit's rooms behind it cannot be read; somebody was inside."""
    Room.objects.filter(pk=room.pk).update(incarnations={"of": {"RM_1": {"made_at": "yesterday"}}})
    guest = room.participants.create(identity="guest_1", role="participant")
    room.visits.create(
        participant=guest,
        livekit_sid="PA_spoiled",
        joined_at=minute(1),
        joined_known_by="webhook",
        left_at=minute(2),
        left_known_by="reconcile",
    )
