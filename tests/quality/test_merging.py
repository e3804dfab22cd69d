"""Whatever pages send, in whatever order: the same summary, and a small one."""

import json
from functools import reduce
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rooms.quality.merging import WINDOW, accept, combine, episodes_of, summarise, worst_of
from rooms.quality.shapes import EVENTS, GRADES, METRICS, Event, Received, Sample, Summary
from rooms.quality.storage import from_json, shown, to_json
from tests.quality.measuring import measured, stamp

NOON = stamp(0)
LIMIT = 2048

samples = st.builds(
    Sample,
    # Two days: no room is open for longer.
    began=st.integers(NOON, NOON + 48 * 3600),
    seconds=st.integers(1, 60),
    grade=st.sampled_from(GRADES),
    measures=st.dictionaries(st.sampled_from(METRICS), st.integers(0, 1_000_000)),
)
events = st.builds(Event, kind=st.sampled_from(EVENTS), at=st.integers(NOON, NOON + 48 * 3600))
batches = st.tuples(st.lists(samples, max_size=30), st.lists(events, max_size=20))
summaries = st.builds(lambda batch: summarise(*batch), batches)


def merged(parts: Any) -> Summary:
    return reduce(combine, parts, Summary())


@given(st.lists(summaries, max_size=8), st.randoms())
def test_the_order_of_batches_makes_no_difference(parts: list[Summary], chance: Any) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)
    assert merged(parts) == merged(shuffled)


@given(summaries, summaries, summaries)
def test_nor_does_it_what_is_added_to_what_first(a: Summary, b: Summary, c: Summary) -> None:
    assert combine(combine(a, b), c) == combine(a, combine(b, c))


@given(st.lists(summaries, max_size=8))
def test_no_second_is_lost_or_invented(parts: list[Summary]) -> None:
    whole = merged(parts)
    assert whole.measured_seconds == sum(part.measured_seconds for part in parts)
    troubled = sum(stretch.weak + stretch.lost for stretch in whole.trouble)
    assert troubled == whole.seconds.get("weak", 0) + whole.seconds.get("lost", 0)


@given(st.lists(summaries, max_size=12))
def test_what_is_stored_comes_back_and_stays_small(parts: list[Summary]) -> None:
    whole = merged(parts)
    received = Received(100_000, (1 << WINDOW) - 1)
    stored = json.dumps(to_json(whole, received))
    assert len(stored) <= LIMIT
    assert from_json(json.loads(stored)) == (whole, received)


def test_a_page_that_lies_for_hours_fills_no_more() -> None:
    worst = [Sample(NOON + 60 * at, 60, "weak", dict.fromkeys(METRICS, 1_000_000)) for at in range(48 * 60)]
    told = [Event(kind, NOON + at) for at, kind in enumerate(EVENTS * 500)]
    whole = summarise(worst * 3, told)
    assert len(json.dumps(to_json(whole, Received(100_000, (1 << WINDOW) - 1)))) <= LIMIT


@given(st.permutations(range(1, WINDOW + 1)), st.lists(st.integers(1, WINDOW)))
def test_each_batch_counts_once_in_any_order(order: list[int], repeated: list[int]) -> None:
    received, counted = Received(), []
    for batch in [*order, *repeated, *order]:
        if (found := accept(received, batch)) is not None:
            received = found
            counted.append(batch)
    assert sorted(counted) == list(range(1, WINDOW + 1))


def test_a_batch_from_too_long_ago_counts_as_seen() -> None:
    received = accept(Received(), 500)
    assert received is not None
    assert accept(received, 500 - WINDOW) is None
    assert accept(received, 501 - WINDOW) is not None


def test_means_are_weighted_by_time() -> None:
    whole = summarise(
        [Sample(NOON, 30, "good", {"rtt_ms": 10}), Sample(NOON + 30, 10, "good", {"rtt_ms": 50})]
    )
    assert to_json(whole)["rtt_ms"] == 20


def test_what_nobody_measured_is_no_zero() -> None:
    stored = to_json(summarise([Sample(NOON, 5, "good", {"received_loss": 15})]))
    assert (stored["rtt_ms"], stored["sent_loss_percent"]) == (None, None)
    assert (stored["received_loss_percent"], stored["loss_percent"]) == (1.5, 1.5)


def test_the_worst_stretch_has_its_time_and_its_numbers() -> None:
    calm_before, calm_after = measured(0, 12), measured(20, 30)
    blip = measured(3, 4, sent_loss=60)
    bad = measured(12, 20, sent_loss=70, rtt_ms=120)
    whole = summarise([*calm_before, *blip, *bad, *calm_after])

    worst = worst_of(whole)

    assert worst is not None
    assert (worst.began, worst.until) == (stamp(12), stamp(20))
    assert (worst.seconds, worst.sent_loss_percent, worst.rtt_ms) == (480, 7.0, 120)
    assert [episode.began for episode in episodes_of(whole)] == [stamp(3), stamp(12)]


def test_a_long_bad_call_keeps_coarser_times() -> None:
    whole = summarise(measured(0, 60, received_loss=80))
    (episode,) = episodes_of(whole)
    assert (episode.began, episode.until, episode.seconds) == (stamp(0), stamp(60), 3600)
    assert whole.width > 60


def test_seconds_are_told_by_level() -> None:
    whole = summarise(
        [
            *measured(0, 1),
            *measured(1, 2, rtt_ms=300),
            *measured(2, 3, grade="weak"),
            *measured(3, 4, grade="lost"),
        ]
    )
    assert to_json(whole)["levels"] == {"good": 60, "fair": 60, "weak": 60, "lost": 60}


def test_a_statement_shows_no_bookkeeping() -> None:
    stored = to_json(summarise(measured(0, 1)), Received(1, 1))
    assert shown({**stored, "waiting": [["PA_1", {}]]}) == {
        key: value for key, value in stored.items() if key != "state"
    }
    assert shown({}) is None
