"""How sure a statement is of its minutes: the truth always lies within the ± that it states."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rooms.statement import Confidence, Presence, RoomFacts, fold
from tests.fakes.scene import minute
from tests.statement.drawing import LATER, LEDGERS, ROOMS, RULES
from tests.statement.test_fold import ROOM, was


def confidence(*ledger: Presence) -> Confidence:
    return fold(ROOM, ledger, rules=RULES, at=minute(65)).confidence


def reported(who: str, begin: float, end: float | None, **known: Any) -> Presence:
    """A visit of which LiveKit told both ends, unless `known` says otherwise."""
    left_known_by = "" if end is None else "webhook"
    return replace(was(who, begin, end), **{"left_known_by": left_known_by, **known})


def test_what_was_reported_to_the_second_is_exact() -> None:
    found = confidence(
        reported("nadia", 0, 60, left_precision=0.5), reported("jonas", 5, 50, left_precision=0.5)
    )
    assert found == Confidence(exact=True, plus_minus_seconds=0.5, ends=4, estimated_ends=0)


def test_the_leave_that_bounds_the_time_together_makes_it_uncertain() -> None:
    found = confidence(
        reported("nadia", 0, 60),
        reported("jonas", 5, 50, left_known_by="reconcile", left_precision=7.5),
    )
    assert found == Confidence(exact=False, plus_minus_seconds=7.5, ends=4, estimated_ends=1)


def test_one_that_bounds_nothing_does_not() -> None:
    found = confidence(
        reported("nadia", 0, 60, left_known_by="reconcile", left_precision=7.5),
        reported("jonas", 5, 50),
    )
    assert found == Confidence(exact=False, plus_minus_seconds=0, ends=4, estimated_ends=1)


def test_several_ends_add_up() -> None:
    found = confidence(
        reported("nadia", 0, 60),
        reported("jonas", 5, 20, left_known_by="reconcile", left_precision=7.5),
        reported("jonas", 30, 40, joined_precision=2.0, left_precision=3.0),
    )
    assert (found.plus_minus_seconds, found.estimated_ends) == (12.5, 3)


def test_an_end_of_both_at_the_same_moment_counts_once() -> None:
    dead = {"left_known_by": "estimate", "left_precision": 8.0}
    assert confidence(reported("nadia", 0, 50, **dead), reported("jonas", 5, 50, **dead)) == Confidence(
        exact=False, plus_minus_seconds=8, ends=4, estimated_ends=2
    )


def test_they_may_have_met_though_it_does_not_look_so() -> None:
    found = confidence(
        reported("nadia", 0, 10, left_known_by="reconcile", left_precision=7.5),
        reported("jonas", 10, 20),
    )
    assert found.plus_minus_seconds == 7.5


def test_who_is_still_inside_has_one_end() -> None:
    found = confidence(reported("nadia", 0, None), reported("jonas", 5, None))
    assert found == Confidence(exact=True, plus_minus_seconds=0, ends=2, estimated_ends=0)


@pytest.mark.parametrize(
    ("known_by", "precision", "exact"),
    [
        ("webhook", 0.5, True),
        ("webhook", 1, True),
        ("webhook", 3, False),  # timed out
        ("reconcile", 0.2, False),
        ("room_end", 0, False),
        ("estimate", 9, False),
    ],
)
def test_an_end_is_exact_if_it_was_reported_to_the_second(
    known_by: str, precision: float, exact: bool
) -> None:
    jonas = reported("jonas", 0, 9, left_known_by=known_by, left_precision=precision)
    statement = fold(ROOM, [jonas], rules=RULES, at=minute(65))
    (line,) = statement.people
    assert statement.confidence.exact is line.confidence.exact is line.visits[0].is_exact is exact
    assert line.confidence.plus_minus_seconds == line.visits[0].precision_seconds == precision


# --- Whatever happened
@st.composite
def ledgers_and_truths(draw: st.DrawFn) -> tuple[list[Presence], list[Presence]]:
    """A ledger, and what may have been: each end somewhere within its precision."""
    ledger = draw(LEDGERS)
    truth = []
    for presence in ledger:
        begin = presence.joined_at + timedelta(seconds=presence.joined_precision * draw(st.floats(-1, 1)))
        end = presence.left_at
        if end is not None:
            end = max(begin, end + timedelta(seconds=presence.left_precision * draw(st.floats(-1, 1))))
        truth.append(replace(presence, joined_at=begin, left_at=end))
    return ledger, truth


@given(ROOMS, ledgers_and_truths())
def test_the_truth_lies_within(room: RoomFacts, ledgers: tuple[list[Presence], list[Presence]]) -> None:
    ledger, truth = (fold(room, one, rules=RULES, at=LATER) for one in ledgers)
    # A microsecond is the smallest that a moment can be off by rounding.
    off = abs(ledger.together_seconds - truth.together_seconds)
    assert off <= ledger.confidence.plus_minus_seconds + 1e-4
    total_of = {person.person: person.total_seconds for person in truth.people}
    for person in ledger.people:
        off = abs(person.total_seconds - total_of[person.person])
        assert off <= person.confidence.plus_minus_seconds + 1e-4


@given(ROOMS, LEDGERS, st.integers(0, 8), st.floats(0, 30))
def test_knowing_an_end_less_well_never_makes_it_surer(
    room: RoomFacts, ledger: list[Presence], which: int, worse: float
) -> None:
    assume(which < len(ledger))
    changed = list(ledger)
    changed[which] = replace(ledger[which], joined_precision=ledger[which].joined_precision + worse)
    before, after = (fold(room, one, rules=RULES, at=LATER).confidence for one in (ledger, changed))
    assert after.plus_minus_seconds >= before.plus_minus_seconds
    assert after.estimated_ends >= before.estimated_ends


@given(ROOMS, LEDGERS)
def test_the_ends_are_those_of_all_the_visits(room: RoomFacts, ledger: list[Presence]) -> None:
    statement = fold(room, ledger, rules=RULES, at=LATER)
    each = [person.confidence for person in statement.people]
    assert statement.confidence.ends == sum(one.ends for one in each)
    assert statement.confidence.estimated_ends == sum(one.estimated_ends for one in each)
    assert statement.confidence.exact == all(one.exact for one in each)
    assert statement.confidence.exact == (statement.confidence.estimated_ends == 0)
