"""The proxy does as often as promised what it promises, and the same again for the same seed."""

import pytest

from drill.faults import TRIES, Fate, decide_fate

MANY = 20_000


@pytest.fixture(scope="module")
def fates() -> list[Fate]:
    return [decide_fate(7, f"participant_left:{number}") for number in range(MANY)]


def test_a_name_has_one_fate_for_each_seed() -> None:
    assert decide_fate(7, "participant_left:3-jonas:1") == decide_fate(7, "participant_left:3-jonas:1")
    assert len({decide_fate(seed, "participant_left:3-jonas:1") for seed in range(20)}) > 10


def test_a_quarter_of_all_tries_is_refused(fates: list[Fate]) -> None:
    tries = sum(min(fate.refusals + 1, TRIES) for fate in fates)
    refused = sum(fate.refusals for fate in fates)
    assert refused / tries == pytest.approx(0.25, abs=0.01)


def test_nothing_is_refused_more_often_than_livekit_tries(fates: list[Fate]) -> None:
    assert max(fate.refusals for fate in fates) == TRIES


def test_one_of_twenty_is_swallowed(fates: list[Fate]) -> None:
    assert sum(fate.is_swallowed for fate in fates) / MANY == pytest.approx(0.05, abs=0.01)


def test_one_of_five_comes_twice(fates: list[Fate]) -> None:
    assert sum(fate.second_delay is not None for fate in fates) / MANY == pytest.approx(0.20, abs=0.01)


def test_two_of_five_are_held_back_for_some_seconds(fates: list[Fate]) -> None:
    delays = [fate.delay for fate in fates if fate.delay]
    assert len(delays) / MANY == pytest.approx(0.40, abs=0.015)
    assert 0.2 <= min(delays) < max(delays) <= 8.0
