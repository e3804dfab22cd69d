"""What no signal told (bulk updates, a process that died) is repaired between two times, at a constant price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import EndReason, Room
from rooms.syncing import sync_between
from tests.fakes.host import JONAS, MemoryHost
from tests.fakes.scene import MakeScene, Scene, minute


def repair(number: float = 0) -> int:
    return sync_between(minute(number - 120), minute(number + 2 * 1440), at=minute(number))


def test_subjects_without_a_room_get_one(db: None, host: MemoryHost) -> None:
    for ref in ("1", "2", "3"):
        host.expects("booking", ref, starts_at=minute(0), ends_at=minute(60))
    host.expects("session", "1", starts_at=minute(0), ends_at=minute(60))
    assert repair() == 4
    assert Room.objects.count() == 4
    assert repair() == 0, "what is in line is left alone"


def test_a_bulk_update_of_times_reaches_the_rooms(make_scene: MakeScene) -> None:
    scenes = [make_scene() for _ in range(3)]
    for scene in scenes:
        scene.changes(starts_at=minute(30), ends_at=minute(90))
    assert repair(-60) == 3
    assert {scene.room.scheduled_start for scene in scenes} == {minute(30)}


def test_a_bulk_cancellation_ends_them(make_scene: MakeScene) -> None:
    scenes = [make_scene() for _ in range(3)]
    for scene in scenes:
        scene.changes(state="cancelled")
    assert repair() == 3
    assert {scene.room.end_reason for scene in scenes} == {"cancelled"}


def test_a_deleted_subject_ends_its_room(scene: Scene, host: MemoryHost) -> None:
    host.subjects.clear()
    assert repair() == 1
    assert scene.room.status == "ended"


def test_a_new_title_counts_as_repaired(scene: Scene) -> None:
    scene.changes(title="Follow-up")
    assert repair() == 1
    assert scene.room.title == "Follow-up"


def test_a_cancelled_place_in_a_session_is_found(make_scene: MakeScene, host: MemoryHost) -> None:
    session = make_scene("session")
    session.comes("mara", 0)
    host.booked["session", session.ref] = [JONAS]
    assert repair(5) == 1
    assert session.person("mara").barred_at == minute(5)


def test_an_open_room_outside_of_the_two_times_is_looked_at_all_the_same(make_scene: MakeScene) -> None:
    far = make_scene(starts=30 * 1440, ends=30 * 1440 + 60)
    far.changes(state="cancelled")
    assert repair() == 1
    assert far.room.status == "ended"


def test_an_ended_room_that_may_not_be_followed_is_no_work(scene: Scene) -> None:
    scene.ends(EndReason.EMPTY, 65)
    assert repair(70) == 0
    assert Room.objects.count() == 1


def test_one_host_that_changes_its_mind_all_the_time_does_not_keep_the_others(
    make_scene: MakeScene, host: MemoryHost
) -> None:
    restless, other = make_scene(), make_scene()
    restless.changes(title="x")
    other.changes(title="Follow-up")
    names = iter(range(1000))
    host.after_describe = lambda: restless.changes(title=f"Title {next(names)}")
    repair()
    assert other.room.title == "Follow-up"


@pytest.mark.parametrize("crowd", [1, 9])
def test_when_all_is_in_line_it_takes_a_constant_number_of_queries(
    crowd: int, make_scene: MakeScene, host: MemoryHost
) -> None:
    for _ in range(crowd):
        make_scene()
        make_scene("session")
    host.asked.clear()
    with CaptureQueriesContext(connection) as queries:
        assert repair() == 0
    assert len(queries) == 2
    assert host.asked == ["subjects_between", "describe", "describe"]
