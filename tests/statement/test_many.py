"""Statements of a range of days: all of them, each as it was given out, some at a time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import EndReason, Room, StatementVersion
from rooms.statement import Statement
from rooms.statement.ledger import get_statement
from rooms.statement.many import AT_A_TIME, statements_between
from tests.fakes.host import PRIYA, MemoryHost
from tests.fakes.scene import MakeScene, Scene, minute
from tests.lifecycle.closing_the_books import finalise, override, take_in

DAY = (minute(-600), minute(600))


def statements(led_by: str | None = None) -> list[Statement]:
    pages = statements_between(*DAY, led_by=led_by, at=minute(90))
    return [statement for page in pages for statement in page]


def test_what_is_final_is_read_as_it_was_given_out_last(scene: Scene) -> None:
    scene.plays([("nadia", 0, 60), ("jonas", 0, 60)])
    scene.ends(EndReason.EMPTY, 65)
    finalise(scene, 66)
    scene.comes("priya", 30, told=70)
    take_in(scene, 70)
    (found,) = statements()
    assert (found, found.version) == (get_statement(scene.room, at=minute(90)), 2)
    StatementVersion.objects.filter(number=2).delete()
    assert statements()[0].version == 1


def test_what_is_not_yet_is_read_as_the_ledger_stands(scene: Scene) -> None:
    scene.plays([("nadia", 0, 60)])
    (found,) = statements()
    assert (found.version, found.outcome, len(found.people)) == (0, "", 1)
    scene.ends(EndReason.EMPTY, 65)
    override(scene, "completed", 65)
    (found,) = statements()
    assert (found.version, found.outcome, found.ledger_outcome) == (0, "completed", "no_show_client")


def test_a_room_whose_times_were_taken_away_counts_by_its_start(scene: Scene) -> None:
    scene.comes("nadia", 5)
    scene.changes(starts_at=None, ends_at=None)
    scene.sync(10)
    assert scene.room.scheduled_start is None
    assert [found.room.started_at for found in statements()] == [minute(5)]


def test_each_of_many_is_there_once_also_those_of_one_moment(make_scene: MakeScene) -> None:
    made = [make_scene(starts=5 * (number // 3)).room for number in range(2 * AT_A_TIME + 3)]
    found = [statement.room.room_id for statement in statements()]
    assert sorted(found) == sorted(str(room.pk) for room in made)
    times = [statement.room.scheduled_start for statement in statements()]
    assert times == sorted(time for time in times if time is not None)


def test_what_lies_outside_is_not_there(make_scene: MakeScene) -> None:
    make_scene(starts=-601)
    make_scene(starts=600)
    inside = make_scene(starts=-600)
    assert [found.room.ref for found in statements()] == [inside.ref]


def test_a_practitioner_has_what_the_host_says_they_lead(make_scene: MakeScene, host: MemoryHost) -> None:
    both, alone = make_scene(), make_scene("session", practitioners=(PRIYA,))
    assert {found.room.ref for found in statements(led_by="nadia")} == {both.ref}
    assert {found.room.ref for found in statements(led_by="priya")} == {both.ref, alone.ref}
    assert statements(led_by="jonas") == []


@pytest.mark.parametrize("led_by", [None, "nadia"])
def test_a_page_takes_the_same_queries_whatever_is_on_it(
    led_by: str | None, make_scene: MakeScene, host: MemoryHost
) -> None:
    def queries() -> int:
        host.asked.clear()
        with CaptureQueriesContext(connection) as found:
            statements(led_by)
        assert host.asked.count("describe") == (0 if led_by is None else 2)
        return len(found)

    def happens(number: int) -> None:
        for kind in ("booking", "session"):
            scene = make_scene(kind, starts=number)
            scene.plays([("nadia", 0, 60), *((f"guest_{number}_{one}", 0, 60) for one in range(number))])
            if number % 2:
                scene.ends(EndReason.EMPTY, 65)
                finalise(scene, 66)

    happens(0)
    happens(1)
    few = queries()
    for number in range(2, AT_A_TIME // 2):
        happens(number)
    assert Room.objects.count() == AT_A_TIME
    assert queries() == few


def test_a_later_page_is_read_from_where_the_last_one_ended(make_scene: MakeScene) -> None:
    for number in range(AT_A_TIME + 1):
        make_scene(starts=number)
    pages = statements_between(*DAY, at=minute(90))
    first = next(pages)
    Room.objects.filter(scheduled_start__lt=minute(0) + timedelta(minutes=5)).delete()
    assert len(first) == AT_A_TIME
    assert [found.room.scheduled_start for found in next(pages)] == [minute(AT_A_TIME)]
