"""LiveKit's clock minus ours, from whole seconds in its answers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.livekit.clock import ANSWERS, ClockDifference

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()


def answered(clock: ClockDifference, at: float, ahead: float, *, way: float = 0.01) -> None:
    """One answer at this second (our clock), made halfway between asking and its arrival."""
    theirs = NOON + at + ahead
    clock.add(
        datetime.fromtimestamp(theirs // 1, UTC),
        asked_at=NOON + at - way / 2,
        answered_at=NOON + at + way / 2,
    )


def test_without_an_answer_nothing_is_known() -> None:
    assert ClockDifference().seconds() is None


def test_one_answer_leaves_half_a_second_open() -> None:
    clock = ClockDifference()
    answered(clock, 0.3, 5)
    assert clock.seconds(now=NOON + 1) == pytest.approx(5, abs=0.51)


@given(
    ahead=st.floats(-30, 30),
    moments=st.lists(st.floats(0, 200), min_size=10, max_size=30),
    way=st.floats(0.001, 0.2),
)
def test_many_answers_leave_less_and_never_the_truth_out(
    ahead: float, moments: list[float], way: float
) -> None:
    clock = ClockDifference()
    for at in sorted(moments):
        answered(clock, at, ahead, way=way)
    found = clock.seconds(now=NOON + 200)
    assert found is not None
    assert abs(found - ahead) <= 0.5 + way


def test_a_clock_that_was_set_is_believed_at_once() -> None:
    clock = ClockDifference()
    for number in range(20):
        answered(clock, number * 15.1, 0)
    answered(clock, 310, 40)
    assert clock.seconds(now=NOON + 311) == pytest.approx(40, abs=0.51)


def test_an_answer_that_took_long_says_nothing() -> None:
    clock = ClockDifference()
    answered(clock, 0, 5, way=3)
    assert clock.seconds(now=NOON) is None


def test_what_is_minutes_old_is_forgotten() -> None:
    clock = ClockDifference()
    answered(clock, 0, 5)
    assert clock.seconds(now=NOON + 301) is None
    for number in range(ANSWERS + 1):
        answered(clock, 400 + number, 1)
    assert clock.seconds(now=NOON + 450) == pytest.approx(1, abs=0.51)
    clock.forget()
    assert clock.seconds(now=NOON + 450) is None
