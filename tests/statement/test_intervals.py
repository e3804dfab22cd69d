"""Arithmetic on spans of time."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rooms.statement import Interval
from rooms.statement.intervals import intersection, since, total, union
from tests.fakes.scene import minute

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (minute(pair[0]), minute(pair[1]))),
    max_size=8,
)


def minutes(spans: list[Interval]) -> set[int]:
    """Each minute that one of them covers."""
    return {m for m in range(41) for begin, end in spans if begin <= minute(m) < end}


@given(SPANS)
def test_a_union_covers_the_same_minutes_each_once_and_in_order(spans: list[Interval]) -> None:
    merged = union(spans)
    assert minutes(merged) == minutes(spans)
    assert total(merged) == timedelta(minutes=len(minutes(spans)))
    assert all(one[1] < other[0] for one, other in pairwise(merged))


@given(SPANS)
def test_a_union_of_a_union_is_itself(spans: list[Interval]) -> None:
    assert union(union(spans)) == union(spans)


@given(SPANS, SPANS)
def test_an_intersection_is_what_both_cover(left: list[Interval], right: list[Interval]) -> None:
    common = intersection(union(left), union(right))
    assert minutes(common) == minutes(left) & minutes(right)
    assert common == intersection(union(right), union(left))


@given(SPANS, st.integers(0, 40))
def test_since_cuts_off_what_was_before(spans: list[Interval], cut: int) -> None:
    kept = since(union(spans), minute(cut))
    assert minutes(kept) == {m for m in minutes(spans) if m >= cut}


@given(SPANS)
def test_without_a_moment_everything_counts(spans: list[Interval]) -> None:
    assert since(union(spans), None) == union(spans)


def test_spans_that_touch_are_one() -> None:
    assert union([(minute(5), minute(9)), (minute(1), minute(5))]) == [(minute(1), minute(9))]
    assert intersection([(minute(1), minute(5))], [(minute(5), minute(9))]) == []


def test_nothing_takes_no_time() -> None:
    assert total(union([])) == timedelta()
    assert union([(minute(1), minute(1)), (minute(3), minute(2))]) == []
