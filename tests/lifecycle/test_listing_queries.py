"""A listing costs the same number of queries, however many people it confirms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms import lifecycle
from rooms.attendance import Connection
from tests.fakes.scene import Scene, minute


@pytest.mark.parametrize("crowd", [1, 12])
def test_a_listing_of_people_whom_we_know_takes_a_constant_number_of_queries(
    crowd: int, scene: Scene
) -> None:
    people = [scene.comes(f"guest_{number}", 0) for number in range(crowd)]
    _list(scene, people)
    assert _queries(scene, people) <= 8


def _queries(scene: Scene, people: list[Connection]) -> int:
    with CaptureQueriesContext(connection) as queries:
        _list(scene, people)
    return len(queries)


def _list(scene: Scene, people: list[Connection]) -> None:
    with lifecycle.locked_room(pk=scene.room.pk) as room:
        lifecycle.people_listed(room, people, room_sid=scene.incarnation, listed_at=minute(1), at=minute(1))
