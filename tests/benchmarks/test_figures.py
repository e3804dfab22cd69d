import pytest

from benchmarks.serving.figures import Ratio, median, quantile, table


def test_twice_the_milliseconds_are_twice_as_dear() -> None:
    assert Ratio("join", "bare token", 12.0, 6.0).ratio == 2


def test_half_the_requests_a_second_are_twice_as_dear() -> None:
    assert Ratio("join", "bare token", 50.0, 100.0, unit="/s").ratio == 2


@pytest.mark.parametrize(("ours", "words"), [(12.0, "met (≤ 2)"), (12.1, "missed (≤ 2)")])
def test_a_target_is_met_up_to_its_bound(ours: float, words: str) -> None:
    assert Ratio("join", "bare token", ours, 6.0, at_most=2.0).verdict == words


def test_what_was_not_promised_is_neither_met_nor_missed() -> None:
    assert Ratio("join", "bare token", 60.0, 6.0).verdict == "none"


def test_every_ratio_has_its_row() -> None:
    rows = table([Ratio("join", "bare token", 12.0, 6.0, at_most=2.0)]).splitlines()
    assert rows[2] == "| join | bare token | 12.0 ms | 6.0 ms | 2.00 | met (≤ 2) |"
    assert {row.count("|") for row in rows} == {7}


@pytest.mark.parametrize(
    ("values", "part", "found"),
    [
        ([3.0], 0.99, 3.0),
        (list(map(float, range(100, 0, -1))), 0.99, 100.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 3.0),
    ],
)
def test_a_quantile_is_a_value_that_was_measured(values: list[float], part: float, found: float) -> None:
    assert quantile(values, part) == found
    assert median([1.0, 9.0, 2.0]) == 2.0
