"""The statement of one session, read line by line."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rooms.models import Visit
from rooms.statement import Expected, Presence, RoomFacts, Rules, Who, fold
from rooms.statement.ledger import fold_ledger, times_of
from tests.fakes.scene import START, MakeScene, Scene, minute
from tests.statement.drawing import RULES, SIDES

ROOM = RoomFacts(
    room_id="a-room",
    kind="booking",
    ref="1",
    scheduled_start=START,
    scheduled_end=minute(60),
    started_at=START,
    ended_at=minute(65),
    end_reason="empty",
)


def was(name: str, begin: float, end: float | None) -> Presence:
    return Presence(name, SIDES[name], minute(begin), None if end is None else minute(end))


def test_a_person_is_one_line_with_all_their_connections() -> None:
    statement = fold(
        ROOM, [was("jonas", 0, 10), was("jonas", 5, 20), was("jonas", 30, 31)], rules=RULES, at=minute(65)
    )
    (jonas,) = statement.people
    assert (jonas.total_seconds, jonas.connections) == (21 * 60, 3)
    assert (jonas.first_joined_at, jonas.last_left_at) == (minute(0), minute(31))


def test_who_is_still_inside_counts_until_now() -> None:
    statement = fold(ROOM, [was("jonas", 0, None), was("nadia", 3, None)], rules=RULES, at=minute(10))
    assert statement.together_seconds == 7 * 60
    assert {person.last_left_at for person in statement.people} == {None}


def test_who_came_just_now_by_a_clock_that_is_ahead_was_there_for_no_time() -> None:
    statement = fold(ROOM, [was("jonas", 11, None)], rules=RULES, at=minute(10))
    assert [person.total_seconds for person in statement.people] == [0]


def test_people_come_in_the_order_in_which_they_came() -> None:
    statement = fold(
        ROOM, [was("mara", 2, 3), was("nadia", 1, 3), was("jonas", 2, 3)], rules=RULES, at=minute(65)
    )
    assert [person.person for person in statement.people] == ["nadia", "jonas", "mara"]


@pytest.mark.parametrize(("seconds", "took_place"), [(59, False), (60, True), (61, True)])
def test_it_took_place_from_sixty_seconds_on(seconds: int, took_place: bool) -> None:
    ledger = [was("nadia", 0, 50), was("jonas", 10, 10 + seconds / 60)]
    assert fold(ROOM, ledger, rules=RULES, at=minute(65)).took_place is took_place


def test_the_rule_is_a_setting_and_zero_still_asks_that_they_met() -> None:
    rules = Rules(min_together=timedelta(), grace=timedelta())
    assert not fold(ROOM, [was("nadia", 0, 5), was("jonas", 5, 9)], rules=rules, at=minute(65)).took_place
    assert fold(ROOM, [was("nadia", 0, 5), was("jonas", 4.99, 9)], rules=rules, at=minute(65)).took_place


def test_a_fold_is_not_given_out_and_knows_only_the_ledger() -> None:
    statement = fold(ROOM, [], rules=RULES, at=minute(65))
    assert (statement.version, statement.final_at, statement.outcome) == (0, None, "no_show_both")
    assert (statement.ledger_outcome, statement.overrides, statement.objections) == ("no_show_both", (), ())


# --- Who did not come
NADIA = Expected("nadia", "Dr. Nadia Rahman", "host", "practitioner")
JONAS = Expected("jonas", "Jonas Weber", "participant", "client")


def test_who_was_expected_and_never_came_is_absent() -> None:
    who = {"nadia": Who("Dr. Nadia Rahman", "host", "nadia")}
    statement = fold(
        ROOM, [was("nadia", 0, 20)], rules=RULES, at=minute(65), who=who, expected=[NADIA, JONAS]
    )
    assert statement.absent == (JONAS,)
    assert [(person.name, person.role) for person in statement.people] == [("Dr. Nadia Rahman", "host")]


@pytest.mark.parametrize("reason", ["cancelled", "moved"])
def test_nobody_is_absent_from_what_was_called_off(reason: str) -> None:
    room = replace(ROOM, end_reason=reason)
    assert fold(room, [], rules=RULES, at=minute(65), expected=[NADIA, JONAS]).absent == ()


# --- From the database
def test_the_ledger_of_a_room_folds_into_its_statement(scene: Scene) -> None:
    scene.plays([("nadia", 0, 50), ("jonas", 10, 50), ("guest_1", 0, 5)])
    statement = fold_ledger(scene.room, at=minute(60))
    assert {person.side: person.total_seconds for person in statement.people} == {
        "other": 300,
        "practitioner": 3000,
        "client": 2400,
    }
    assert (statement.together_seconds, statement.took_place, statement.outcome) == (2400, True, "")
    assert statement.room.scheduled_start == START


def test_a_booked_client_who_leads_counts_as_practitioner(scene: Scene) -> None:
    scene.comes("priya", 0)
    scene.room.participants.update(is_client=True)
    assert [person.side for person in fold_ledger(scene.room, at=minute(1)).people] == ["practitioner"]


def test_somebody_who_only_had_a_token_is_not_in_it(scene: Scene) -> None:
    scene.person("jonas")
    assert fold_ledger(scene.room, at=minute(1)).people == ()


def test_a_visit_is_in_it_with_all_that_is_known_of_it(scene: Scene) -> None:
    scene.plays([("jonas", 0, 50)])
    Visit.objects.update(left_precision=0.5, leave_reason="CLIENT_INITIATED", quality={"level": "good"})
    (jonas,) = fold_ledger(scene.room, at=minute(60)).people
    (visit,) = jonas.visits
    assert (jonas.name, jonas.role, jonas.user_ref) == ("Jonas Weber", "participant", "jonas")
    assert (visit.joined_at, visit.left_at, visit.medium) == (minute(0), minute(50), "video")
    assert (visit.joined_known_by, visit.left_known_by) == ("webhook", "webhook")
    assert (visit.left_precision, visit.leave_reason) == (0.5, "CLIENT_INITIATED")
    assert visit.quality == {"level": "good"}


def test_a_person_alone_has_the_line_they_have_among_all(scene: Scene) -> None:
    scene.plays([("nadia", 0, 50), ("jonas", 10, 30), ("jonas", 40, 50)])
    among_all = {person.name: person for person in fold_ledger(scene.room, at=minute(60)).people}
    alone = times_of(scene.room, scene.person("jonas"), at=minute(60))
    assert alone == among_all["Jonas Weber"]


def test_who_was_never_inside_has_no_line(scene: Scene) -> None:
    assert times_of(scene.room, scene.person("jonas"), at=minute(60)) is None


def test_one_room_knows_nothing_of_another(make_scene: MakeScene) -> None:
    one, other = make_scene(), make_scene()
    one.plays([("nadia", 0, 50)])
    assert fold_ledger(other.room, at=minute(60)).people == ()


@pytest.mark.parametrize("crowd", [1, 9])
def test_it_is_one_query_however_many_came(
    crowd: int, scene: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(crowd):
        scene.comes(f"guest_{number}", 0)
    room = scene.room
    jonas = scene.person("jonas")
    with django_assert_num_queries(1):
        fold_ledger(room, at=minute(1))
    with django_assert_num_queries(1):
        times_of(room, jonas, at=minute(1))
