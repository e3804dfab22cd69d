"""The best statement of a visit's two ends, from what is known; without a database."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.attendance.evidence import (
    TIMED_OUT,
    End,
    Evidence,
    Joined,
    Left,
    Times,
    decide_times,
    from_json,
    to_json,
)
from rooms.models import KnownBy

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def second(number: float) -> datetime:
    return NOON + timedelta(seconds=number)


def since_noon(moment: datetime | None) -> float | None:
    return None if moment is None else (moment - NOON).total_seconds()


JOINED = Evidence(joined=Joined.known(second(0), KnownBy.WEBHOOK))


def left(
    number: int, *, reason: str = "CLIENT_INITIATED", arrived: float = 3600, slack: float = 0
) -> Evidence:
    """LiveKit's word, in whole seconds, cut by the arrival of it."""
    return Evidence(left=Left(second(number), min(second(number + 1), second(arrived)), reason, slack))


def missing(number: float, *, since: float | None = None) -> Evidence:
    seen_at = None if since is None else second(since)
    return Evidence(seen_at=seen_at, missing_at=frozenset({second(number)}))


def decide(*facts: Evidence, ends: tuple[End, ...] = (), recorded: float = 0) -> Times:
    evidence = Evidence()
    for fact in facts:
        evidence |= fact
    return decide_times(evidence, ends, recorded_at=second(recorded))


def end_of(times: Times) -> tuple[float | None, str | None, float]:
    return since_noon(times.left_at), times.left_known_by, times.left_precision


class TestLiveKitsOwnWord:
    def test_is_the_middle_of_its_second(self) -> None:
        assert end_of(decide(JOINED, left(60))) == (60.5, "webhook", 0.5)

    def test_is_cut_by_the_arrival_of_the_event(self) -> None:
        assert end_of(decide(JOINED, left(60, arrived=60.2))) == (60.1, "webhook", 0.1)

    def test_is_less_sure_where_clocks_had_to_be_compared(self) -> None:
        assert end_of(decide(JOINED, left(60, slack=1))) == (60.5, "webhook", 1.5)

    def test_of_a_time_out_is_brought_forward_by_its_20_seconds(self) -> None:
        assert end_of(decide(JOINED, left(60, reason=TIMED_OUT))) == (40.5, "webhook", 3)

    def test_but_never_before_they_came(self) -> None:
        assert end_of(decide(JOINED, left(10, reason=TIMED_OUT))) == (0, "webhook", 3)

    def test_nor_before_they_are_known_to_have_done_something(self) -> None:
        alive = Evidence(alive_at=second(50))
        assert end_of(decide(JOINED, left(60, reason=TIMED_OUT), alive)) == (50, "webhook", 11)

    def test_the_end_of_a_track_by_livekit_is_no_such_thing(self) -> None:
        seen = Evidence(seen_at=second(60))
        assert end_of(decide(JOINED, left(60, reason=TIMED_OUT), seen)) == (40.5, "webhook", 3)

    def test_that_another_connection_took_its_place_leaves_open_how_long_it_was_dead(self) -> None:
        replaced = left(60, reason="DUPLICATE_IDENTITY")
        assert end_of(decide(JOINED, replaced)) == (60.5, "webhook", 23.5)
        assert end_of(decide(JOINED, replaced, Evidence(alive_at=second(58)))) == (60.5, "webhook", 2.5)

    @pytest.mark.parametrize(
        "weaker",
        [missing(30, since=15), Evidence(missing_at=frozenset({second(90)})), Evidence(seen_at=second(90))],
    )
    def test_is_never_replaced_by_a_weaker_one(self, weaker: Evidence) -> None:
        assert end_of(decide(JOINED, left(60), weaker)) == (60.5, "webhook", 0.5)

    def test_nor_by_the_end_of_the_room(self) -> None:
        ended = End(second(55), KnownBy.ROOM_END, is_final=True)
        assert end_of(decide(JOINED, left(60), ends=(ended,))) == (60.5, "webhook", 0.5)


class TestALeaveThatAListingFound:
    def test_is_between_the_two_listings(self) -> None:
        """± more than half of that: LiveKit may have listed somebody for 23 s whose line was broken."""
        assert end_of(decide(JOINED, missing(45, since=30))) == (37.5, "reconcile", 30.5)

    def test_is_known_better_by_what_they_did_in_between(self) -> None:
        alive = Evidence(seen_at=second(41), alive_at=second(41))
        assert end_of(decide(JOINED, missing(45, since=30), alive)) == (43, "reconcile", 2)

    def test_never_lies_before_the_join(self) -> None:
        late = Evidence(joined=Joined.known(second(40), KnownBy.WEBHOOK))
        assert end_of(decide(late, missing(45, since=30))) == (42.5, "reconcile", 2.5)

    def test_is_an_estimate_after_a_long_silence(self) -> None:
        assert end_of(decide(JOINED, missing(630, since=30))) == (330, "estimate", 323)

    def test_is_found_once_however_often_they_are_missing(self) -> None:
        assert decide(JOINED, missing(45, since=30), missing(60), missing(75)) == decide(
            JOINED, missing(45, since=30)
        )


class TestAVisitThatWasClosedWrongly:
    def test_is_open_again_when_it_is_listed(self) -> None:
        assert decide(JOINED, missing(45, since=30), Evidence(seen_at=second(60))).left_at is None

    def test_and_closes_when_it_is_missing_again(self) -> None:
        again = decide(JOINED, missing(45, since=30), Evidence(seen_at=second(60)), missing(75))
        assert end_of(again) == (67.5, "reconcile", 30.5)

    def test_stays_closed_where_the_room_has_ended(self) -> None:
        """± since 37: whoever is listed may have been gone for 23 s."""
        ended = End(second(50), KnownBy.ROOM_END, is_final=True)
        times = decide(JOINED, missing(45, since=30), Evidence(seen_at=second(60)), ends=(ended,))
        assert end_of(times) == (50, "room_end", 13)


class TestTheEndOfTheRoom:
    def test_closes_what_is_open_as_precisely_as_it_was_last_listed(self) -> None:
        ended = End(second(60), KnownBy.ROOM_END, since=second(50), is_final=True)
        assert end_of(decide(JOINED, ends=(ended,))) == (60, "room_end", 33)

    def test_a_track_that_ends_with_it_does_not_prove_that_somebody_was_there(self) -> None:
        ended = End(second(60), KnownBy.ROOM_END, is_final=True, precision=1)
        assert end_of(decide(JOINED, Evidence(seen_at=second(61)), ends=(ended,))) == (60, "room_end", 23)

    def test_whoever_did_something_after_it_was_there_until_then(self) -> None:
        ended = End(second(60), KnownBy.ROOM_END, is_final=True, precision=1)
        alive = Evidence(seen_at=second(61), alive_at=second(61))
        assert end_of(decide(JOINED, alive, ends=(ended,))) == (60, "room_end", 2)

    def test_a_listing_of_before_the_ledger_had_them_says_nothing(self) -> None:
        ended = End(second(60), KnownBy.ROOM_END, since=second(50), is_final=True)
        assert end_of(decide(JOINED, ends=(ended,), recorded=55)) == (60, "room_end", 60)

    def test_the_earliest_end_counts(self) -> None:
        ends = (
            End(second(60), KnownBy.ROOM_END, is_final=True),
            End(second(50), KnownBy.ROOM_END, is_final=True, precision=0.5),
        )
        for order in permutations(ends):
            assert end_of(decide(JOINED, ends=order))[0] == 50


class TestADeadServer:
    def test_is_between_the_last_proof_and_when_it_was_found_dead(self) -> None:
        died = End(second(40), KnownBy.ESTIMATE, since=second(30))
        alive = Evidence(alive_at=second(35))
        assert end_of(decide(JOINED, ends=(died,))) == (35, "estimate", 28)
        assert end_of(decide(JOINED, alive, ends=(died,))) == (37.5, "estimate", 2.5)

    def test_that_was_heard_of_later_was_not_dead(self) -> None:
        died = End(second(40), KnownBy.ESTIMATE, since=second(30))
        assert decide(JOINED, Evidence(seen_at=second(41)), ends=(died,)).left_at is None


class TestTheBeginning:
    def test_is_livekits_own_word(self) -> None:
        times = decide(JOINED, Evidence(inside_by=second(5), inside_after=second(-100)))
        assert (since_noon(times.joined_at), times.joined_known_by, times.joined_precision) == (
            0,
            "webhook",
            0,
        )

    def test_is_the_better_of_two_words_for_one_moment(self) -> None:
        listed = Evidence(joined=Joined.known(second(0), KnownBy.RECONCILE))
        assert decide(listed, JOINED).joined_known_by == decide(JOINED, listed).joined_known_by == "webhook"

    def test_of_a_track_alone_is_by_then_and_says_since_when_it_may_be(self) -> None:
        times = decide(
            Evidence(inside_by=second(60), inside_after=second(50)), Evidence(inside_by=second(70))
        )
        assert (since_noon(times.joined_at), times.joined_precision) == (60, 10)

    def test_must_be_known(self) -> None:
        with pytest.raises(ValueError, match="began"):
            decide(left(60))


# --- Whatever is known, in whatever order
moments = st.integers(0, 200).map(lambda number: second(number / 2))
maybe = st.none() | moments
lefts = st.builds(
    lambda earliest, wide, reason: Left(earliest, earliest + timedelta(seconds=wide), reason),
    moments,
    st.sampled_from([0.2, 1.0]),
    st.sampled_from(["CLIENT_INITIATED", "DUPLICATE_IDENTITY", TIMED_OUT]),
)
facts = st.builds(
    Evidence,
    joined=st.none() | st.builds(Joined, moments, st.integers(0, 1), st.sampled_from([0, 1])),
    inside_by=maybe,
    inside_after=maybe,
    seen_at=maybe,
    alive_at=maybe,
    left=st.none() | lefts,
    missing_at=st.frozensets(moments, max_size=2),
)
ends = st.lists(
    st.builds(
        End, moments, st.sampled_from([KnownBy.ROOM_END, KnownBy.ESTIMATE]), maybe, is_final=st.booleans()
    ),
    max_size=3,
)


@given(data=st.data(), many=st.lists(facts, min_size=1, max_size=6), ends=ends)
def test_any_order_and_any_repetition_say_the_same(
    data: st.DataObject, many: list[Evidence], ends: list[End]
) -> None:
    order = data.draw(st.permutations([*many, *data.draw(st.lists(st.sampled_from(many), max_size=3))]))
    assert decide(JOINED, *many, ends=tuple(ends)) == decide(
        *order, JOINED, ends=tuple(data.draw(st.permutations(ends)))
    )


@given(many=st.lists(facts, max_size=5), more=facts, ends=ends)
def test_a_join_moves_earlier_only_and_an_end_never_before_it(
    many: list[Evidence], more: Evidence, ends: list[End]
) -> None:
    before, after = decide(JOINED, *many, ends=tuple(ends)), decide(JOINED, *many, more, ends=tuple(ends))
    assert after.joined_at <= before.joined_at
    assert after.left_at is None or after.left_at >= after.joined_at
    assert min(after.joined_precision, after.left_precision) >= 0


@given(many=st.lists(facts, max_size=5), more=facts, ends=ends)
def test_what_livekit_told_or_the_room_ended_stays_ended(
    many: list[Evidence], more: Evidence, ends: list[End]
) -> None:
    before = decide(JOINED, *many, ends=tuple(ends))
    is_told = any(fact.left for fact in many) or any(end.is_final for end in ends)
    assert not is_told or before.left_at is not None
    assert not is_told or decide(JOINED, *many, more, ends=tuple(ends)).left_at is not None


@given(fact=facts)
def test_it_is_kept_as_it_is(fact: Evidence) -> None:
    assert from_json(to_json(fact)) == fact


class TestWhoIsKnownByATrackAlone:
    """By the end of the track's second they were inside; they may have left within it."""

    def test_may_have_left_before_that_second_was_over(self) -> None:
        ended_with_them = Evidence(inside_by=second(26), inside_after=second(0), seen_at=second(25))
        times = decide(ended_with_them, missing(41))
        assert end_of(times) == (33, KnownBy.RECONCILE, 31)

    def test_and_where_the_end_has_to_be_moved_behind_the_join_that_is_unsure_too(self) -> None:
        ended_with_them = Evidence(inside_by=second(26), inside_after=second(24), seen_at=second(25))
        times = decide(ended_with_them, missing(25.5))
        assert times.left_at == second(26)
        assert times.left_at - timedelta(seconds=times.left_precision) <= second(24)
