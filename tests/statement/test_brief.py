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
        give_out(scene.room)
    return scene.room


def give_out(room: Room) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        locked.reconciles_after_end = lifecycle.RECONCILES_UNTIL_FINAL
        locked.save(update_fields=["reconciles_after_end"])
        assert lifecycle.finalise(locked, at=minute(55))


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
        "waited_seconds": 0.0,
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


# --- Waiting in vain
def missed(scene: Scene, *, is_final: bool = True) -> Room:
    """Nadia was there from two minutes before until the sixteenth, with a short way out; Priya looked in."""
    scene.plays([("nadia", -2, 5), ("nadia", 6, 16), ("priya", 3, 4)])
    scene.ends(EndReason.HOST, 16)
    if is_final:
        give_out(scene.room)
    return scene.room


@pytest.mark.parametrize("is_final", [True, False])
def test_where_no_client_came_it_says_how_long_who_reads_waited(scene: Scene, is_final: bool) -> None:
    room = missed(scene, is_final=is_final)
    waited = {
        ref: briefs_of([room], at=minute(20), reader_ref=ref)[room.pk].waited_seconds
        for ref in ("nadia", "priya", "mara", "")
    }
    assert waited == {"nadia": 15 * 60, "priya": 60, "mara": 0, "": 0}


def test_who_met_somebody_did_not_wait_whatever_staff_decided(scene: Scene) -> None:
    room = finished(scene, is_final=True)
    with lifecycle.locked_room(pk=room.pk) as locked:
        lifecycle.override_outcome(
            locked, "no_show_client", reason="By phone", by=None, by_name="Ruth Keller", at=minute(70)
        )
    assert briefs_of([scene.room], at=minute(80), reader_ref="nadia")[room.pk].waited_seconds == 0


def test_while_it_goes_on_nobody_waited_in_vain_yet(scene: Scene) -> None:
    scene.plays([("nadia", 0, None)])
    assert briefs_of([scene.room], at=minute(12), reader_ref="nadia")[scene.room.pk].waited_seconds == 0


def test_it_costs_one_query_more_where_somebody_waited(
    make_scene: MakeScene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rooms = [missed(make_scene(), is_final=number != 1) for number in range(4)]
    with django_assert_num_queries(3):
        assert len(briefs_of(rooms, at=minute(60), reader_ref="nadia")) == 4


def test_it_costs_two_queries_for_all_of_them(
    make_scene: MakeScene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rooms = [finished(make_scene(), is_final=number % 2 == 0) for number in range(4)]
    with django_assert_num_queries(2):
        assert len(briefs_of(rooms, at=minute(60) + timedelta(hours=1))) == 4


def test_of_no_rooms_it_says_nothing(db: None) -> None:
    assert briefs_of([], at=minute(0)) == {}
