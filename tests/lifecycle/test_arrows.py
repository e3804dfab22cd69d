"""`Room.status` follows arrows, each with a numbered row, and nothing else."""

from itertools import product

import pytest

from rooms.exceptions import NotAllowed
from rooms.lifecycle import ARROWS, locked_room, settle, transition
from rooms.models import Room, RoomTransition, Status
from tests.fakes.scene import MakeScene, Scene, minute, minutes_of

#: As docs/rules.md, "Status", draws them: from → to. Written here a second time on purpose.
DRAWN = {
    ("pending", "active"),
    ("pending", "in_use"),
    ("active", "in_use"),
    ("in_use", "active"),
    ("active", "pending"),
    ("in_use", "pending"),
    ("pending", "ended"),
    ("active", "ended"),
    ("in_use", "ended"),
}
PAIRS = list(product(Status.values, Status.values))


@pytest.mark.parametrize(("start", "goal"), sorted(DRAWN))
def test_a_drawn_arrow_can_be_followed(start: str, goal: str, scene: Scene) -> None:
    room = scene.room
    room.status = start
    transition(room, Status(goal), at=minute(3), written_at=minute(3), reason="because")
    assert room.status == goal
    row = room.transitions.get(number=2)
    assert (row.from_status, row.to_status, row.at, row.reason) == (start, goal, minute(3), "because")


@pytest.mark.parametrize(("start", "goal"), sorted(set(PAIRS) - DRAWN))
def test_every_other_change_is_not_allowed(start: str, goal: str, scene: Scene) -> None:
    room = scene.room
    room.status = start
    with pytest.raises(NotAllowed) as refused:
        transition(room, Status(goal), at=minute(3), written_at=minute(3), reason="because")
    assert (refused.value.from_status, refused.value.to_status) == (start, goal)
    assert room.status == start
    assert room.transitions.count() == 1, "only the making"


def test_the_table_of_arrows_is_the_drawing() -> None:
    assert {(start, goal) for start, goals in ARROWS.items() for goal in goals} == DRAWN


def test_ended_is_final() -> None:
    assert ARROWS[Status.ENDED] == frozenset()


def test_every_change_is_numbered_from_the_making_on(scene: Scene) -> None:
    scene.plays([("nadia", 0, 5), ("jonas", 1, 6), ("nadia", 7, 8)])
    rows = list(scene.room.transitions.order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.to_status for row in rows] == ["pending", "in_use", "active", "in_use", "active"]
    assert [row.from_status for row in rows] == ["", *(row.to_status for row in rows[:-1])]
    assert [minutes_of(row.at) for row in rows[1:]] == [0, 6, 7, 8]


def test_settling_a_room_that_did_not_change_appends_nothing(scene: Scene) -> None:
    scene.comes("nadia", 0)
    before = scene.statuses()
    with locked_room(pk=scene.room.pk) as room:
        settle(room, at=minute(1), reason="again")
    assert scene.statuses() == before


def test_each_room_has_numbers_of_its_own(make_scene: MakeScene, scene: Scene) -> None:
    other = make_scene()
    other.comes("nadia", 0)
    scene.comes("jonas", 0)
    assert {row.number for row in RoomTransition.objects.filter(room=other.room)} == {1, 2}
    assert {row.number for row in RoomTransition.objects.filter(room=scene.room)} == {1, 2}


def test_a_change_that_is_undone_leaves_no_row(scene: Scene) -> None:
    class Undone(Exception):
        pass

    def change_and_fail() -> None:
        with locked_room(pk=scene.room.pk) as room:
            transition(room, Status.ACTIVE, at=minute(0), written_at=minute(0), reason="")
            room.save()
            raise Undone

    with pytest.raises(Undone):
        change_and_fail()
    assert Room.objects.get(pk=scene.room.pk).status == "pending"
    assert scene.statuses() == ["pending"]
