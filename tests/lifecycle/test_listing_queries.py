"""A listing costs the same number of queries, however many people it confirms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.attendance import Connection
from tests.fakes.scene import Scene


@pytest.mark.parametrize("crowd", [1, 12])
def test_a_listing_of_people_whom_we_know_takes_a_constant_number_of_queries(
    crowd: int, scene: Scene
) -> None:
    people = [scene.comes(f"guest_{number}", 0) for number in range(crowd)]
    scene.lists(1, *people)
    assert _queries(scene, people) <= 8


def _queries(scene: Scene, people: list[Connection]) -> int:
    with CaptureQueriesContext(connection) as queries:
        scene.lists(1, *people)
    return len(queries)
