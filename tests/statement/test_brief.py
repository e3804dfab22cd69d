"""What a list says of many statements."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rooms import lifecycle
from rooms.models import EndReason, Room
from rooms.statement.brief import briefs_of
from rooms.statement.ledger import get_statement
from tests.fakes.scene import MakeScene, Scene, minute


def finished(scene: Scene, *, is_final: bool) -> Room:
    scene.plays([("nadia", 0, 50), ("jonas", 2, 48)])
    scene.ends(EndReason.HOST, 50)
    if is_final:
        with lifecycle.locked_room(pk=scene.room.pk) as room:
            room.reconciles_after_end = lifecycle.RECONCILES_UNTIL_FINAL
            assert lifecycle.finalise(room, at=minute(55))
    return scene.room


@pytest.mark.parametrize("is_final", [True, False])
def test_it_says_what_the_statement_says(scene: Scene, is_final: bool) -> None:
    room = finished(scene, is_final=is_final)
    statement = get_statement(room, at=minute(60))
    assert asdict(briefs_of([room], at=minute(60))[room.pk]) == {
        "outcome": "completed",
        "together_seconds": 46 * 60,
        "plus_minus_seconds": statement.confidence.plus_minus_seconds,
        "is_exact": statement.confidence.exact,
        "version": 1 if is_final else 0,
    }


def test_of_a_call_that_goes_on_it_says_how_it_stands(scene: Scene) -> None:
    scene.plays([("nadia", 0, None), ("jonas", 2, None)])
    found = briefs_of([scene.room], at=minute(12))[scene.room.pk]
    assert (found.outcome, found.together_seconds, found.version) == ("", 600, 0)


def test_what_staff_decided_holds(scene: Scene) -> None:
    room = finished(scene, is_final=True)
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.override_outcome(
            locked, "no_show_client", reason="By phone", by=None, by_name="Ruth Keller", at=minute(70)
        )
    found = briefs_of([scene.room], at=minute(80))[room.pk]
    assert (found.outcome, found.version) == ("no_show_client", 2)


def test_it_costs_two_queries_for_all_of_them(
    make_scene: MakeScene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rooms = [finished(make_scene(), is_final=number % 2 == 0) for number in range(4)]
    with django_assert_num_queries(2):
        assert len(briefs_of(rooms, at=minute(60) + timedelta(hours=1))) == 4


def test_of_no_rooms_it_says_nothing(db: None) -> None:
    assert briefs_of([], at=minute(0)) == {}
