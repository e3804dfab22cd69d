"""Whatever the facts are, nobody enters who must not, and every refusal says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from rooms.access import Facts, decide
from rooms.exceptions import MESSAGES
from rooms.host import Standing, State
from rooms.models.choices import Role, RoomType

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=365)).map(
    lambda since: NEW_YEAR + since
)
FACTS = st.builds(
    Facts,
    standing=st.sampled_from([*get_args(Standing), "guest"]),
    state=st.sampled_from([*get_args(State), None]),
    has_room=st.booleans(),
    is_over=st.booleans(),
    opens_at=st.none() | MOMENTS,
    is_removed=st.booleans(),
    room_type=st.sampled_from(RoomType.values),
    seats=st.integers(0, 5),
    taken=st.integers(0, 5),
    is_inside=st.booleans(),
    holds_seat=st.booleans(),
    needs_consent=st.booleans(),
)


@given(FACTS, MOMENTS)
def test_nobody_enters_unless_everything_is_in_order(facts: Facts, at: datetime) -> None:
    decision = decide(facts, at=at)

    belongs = facts.standing in {"practitioner", "client", "guest"}
    takes_place = facts.state == "joinable" or (facts.state == "finished" and facts.has_room)
    in_time = facts.opens_at is not None and facts.opens_at <= at and not facts.is_over
    has_seat = facts.standing != "guest" or facts.is_inside or facts.holds_seat or facts.taken < facts.seats
    assert decision.allowed == (
        belongs and takes_place and in_time and not facts.is_removed and not facts.needs_consent and has_seat
    )


@given(FACTS, MOMENTS)
def test_a_refusal_has_a_code_with_words_and_an_admission_has_none(facts: Facts, at: datetime) -> None:
    decision = decide(facts, at=at)

    assert decision.allowed == (decision.code is None)
    assert decision.code is None or decision.code in MESSAGES


@given(FACTS, MOMENTS)
def test_only_a_practitioner_becomes_host(facts: Facts, at: datetime) -> None:
    assert (decide(facts, at=at).role == Role.HOST) <= (facts.standing == "practitioner")


@given(FACTS, MOMENTS)
def test_whoever_may_enter_has_a_role(facts: Facts, at: datetime) -> None:
    decision = decide(facts, at=at)

    assert decision.role is not None or not decision.allowed


@given(FACTS, MOMENTS)
def test_coming_back_at_the_promised_moment_is_not_too_early(facts: Facts, at: datetime) -> None:
    decision = decide(facts, at=at)

    if decision.retry_at is not None:
        assert decision.retry_at > at
        assert decide(facts, at=decision.retry_at).code != "too_early"


@given(FACTS, MOMENTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_while_the_facts_stay_as_they_are_time_alone_puts_nobody_out(
    facts: Facts, at: datetime, wait: timedelta
) -> None:
    if decide(facts, at=at).allowed:
        assert decide(facts, at=at + wait).allowed


@given(FACTS, MOMENTS)
def test_removal_keeps_everybody_out(facts: Facts, at: datetime) -> None:
    assert not decide(replace(facts, is_removed=True), at=at).allowed
