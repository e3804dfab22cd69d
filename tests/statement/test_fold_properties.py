"""What holds for every ledger, whatever it is."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rooms.statement import Expected, ObjectionMade, Override, Presence, RoomFacts, Statement, Who, fold
from rooms.statement.storage import from_json, to_json
from tests.fakes.scene import START, minute
from tests.statement.drawing import LATER, LEDGERS, ROOMS, RULES, SIDES, presences

CAST = {name: Who(f"{name.title()} 'X' Ünal", "participant", name) for name in SIDES}
ABSENT = Expected("felix", "Felix Stern", "participant", "client")


def folded(room: RoomFacts, ledger: list[Presence], at: datetime = LATER) -> Statement:
    return fold(room, ledger, rules=RULES, at=at)


def seconds_of(ledger: list[Presence], side: str) -> set[int]:
    """Each second in which somebody of this side was inside, one by one: slow, and plainly right."""
    found: set[int] = set()
    for presence in ledger:
        if presence.side == side:
            begin, end = presence.joined_at - START, (presence.left_at or LATER) - START
            found |= set(range(int(begin.total_seconds()), int(end.total_seconds())))
    return found


@given(ROOMS, LEDGERS, st.randoms())
def test_the_order_in_which_we_heard_of_it_does_not_matter(
    room: RoomFacts, ledger: list[Presence], random: Random
) -> None:
    shuffled = list(ledger)
    random.shuffle(shuffled)
    assert folded(room, shuffled) == folded(room, ledger)


@given(ROOMS, LEDGERS)
def test_a_second_connection_at_the_same_time_adds_no_minute(room: RoomFacts, ledger: list[Presence]) -> None:
    once, twice = folded(room, ledger), folded(room, [*ledger, *ledger])
    assert {p.person: p.total_seconds for p in twice.people} == {
        p.person: p.total_seconds for p in once.people
    }
    assert twice.together_seconds == once.together_seconds
    assert (twice.outcome, twice.took_place) == (once.outcome, once.took_place)
    assert [p.connections for p in twice.people] == [2 * p.connections for p in once.people]


@given(ROOMS, st.lists(presences(), max_size=5))
def test_it_counts_what_counting_second_by_second_counts(room: RoomFacts, ledger: list[Presence]) -> None:
    statement = folded(room, ledger)
    together = seconds_of(ledger, "practitioner") & seconds_of(ledger, "client")
    assert statement.together_seconds == len(together)
    in_session = together if room.scheduled_start is None else {s for s in together if s >= 0}
    assert statement.took_place == (len(in_session) >= 60)


@given(ROOMS, LEDGERS)
def test_together_is_never_more_than_either_side_was_there(room: RoomFacts, ledger: list[Presence]) -> None:
    statement = folded(room, ledger)
    for side in ("practitioner", "client"):
        theirs = folded(room, [replace(p, person="all") for p in ledger if p.side == side])
        there = sum(person.total_seconds for person in theirs.people)
        assert statement.together_seconds <= there


@given(ROOMS, LEDGERS, presences())
def test_one_more_connection_never_takes_anything_away(
    room: RoomFacts, ledger: list[Presence], more: Presence
) -> None:
    before, after = folded(room, ledger), folded(room, [*ledger, more])
    assert after.together_seconds >= before.together_seconds
    assert after.took_place >= before.took_place
    minutes = {p.person: p.total_seconds for p in after.people}
    assert all(minutes[p.person] >= p.total_seconds for p in before.people)


@given(ROOMS, LEDGERS, st.integers(0, 3600))
def test_time_that_passes_takes_nothing_away(room: RoomFacts, ledger: list[Presence], seconds: int) -> None:
    before = folded(room, ledger, LATER)
    after = folded(room, ledger, LATER + timedelta(seconds=seconds))
    assert after.together_seconds >= before.together_seconds
    assert after.outcome == before.outcome or (before.outcome, after.outcome) == ("cancelled", "completed")


@given(ROOMS, st.lists(presences(still_inside=False), max_size=9), st.integers(0, 3600))
def test_the_statement_of_a_closed_ledger_is_the_same_at_every_time(
    room: RoomFacts, ledger: list[Presence], seconds: int
) -> None:
    assert folded(room, ledger, minute(seconds)) == folded(room, ledger, LATER)


@given(ROOMS, LEDGERS, st.lists(presences(), max_size=4))
def test_guests_and_phones_change_no_outcome(
    room: RoomFacts, ledger: list[Presence], others: list[Presence]
) -> None:
    guests = [replace(p, person="guest", side="other") for p in others]
    assert folded(room, [*ledger, *guests]).outcome == folded(room, ledger).outcome


@given(ROOMS, LEDGERS)
def test_each_person_is_in_it_once_and_on_their_own_side(room: RoomFacts, ledger: list[Presence]) -> None:
    statement = folded(room, ledger)
    names = [person.person for person in statement.people]
    assert sorted(names) == sorted({p.person for p in ledger})
    assert all(person.side == SIDES[person.person] for person in statement.people)
    assert all(
        (person.last_left_at is None) == _is_open(ledger, person.person) for person in statement.people
    )


@given(ROOMS, LEDGERS)
def test_only_an_ended_room_that_was_not_moved_has_an_outcome(
    room: RoomFacts, ledger: list[Presence]
) -> None:
    outcome = folded(room, ledger).outcome
    assert (outcome == "") == (room.ended_at is None or room.end_reason == "moved")
    if room.end_reason != "cancelled":
        assert outcome != "cancelled"


@given(ROOMS, LEDGERS)
def test_the_shares_and_delays_lie_within_the_planned_time(room: RoomFacts, ledger: list[Presence]) -> None:
    for person in folded(room, ledger).people:
        if room.planned is None:
            assert (person.share, person.late_by_seconds, person.left_early_by_seconds) == (None, None, None)
            continue
        length = (room.planned[1] - room.planned[0]).total_seconds()
        late, early = person.late_by_seconds or 0, person.left_early_by_seconds or 0
        assert person.share is not None
        assert 0 <= person.share <= 1
        assert person.share * length <= person.total_seconds + 1e-6
        assert person.share * length <= length - late - early + 1e-6
        assert (person.late_by_seconds is None) == (person.share == 0)


@given(ROOMS, LEDGERS)
def test_it_comes_back_from_json_as_it_went_in(room: RoomFacts, ledger: list[Presence]) -> None:
    statement = replace(
        fold(room, ledger, rules=RULES, at=LATER, who=CAST, expected=[ABSENT]),
        version=3,
        final_at=LATER,
        overrides=(Override("completed", "no_show_client", "He came by phone.", "Sam Patel", LATER),),
        objections=(ObjectionMade("Jonas Weber", "participant", "jonas", "I was there.", LATER),),
    )
    assert from_json(json.loads(json.dumps(to_json(statement)))) == statement


def _is_open(ledger: list[Presence], name: str) -> bool:
    return any(p.person == name and p.left_at is None for p in ledger)
