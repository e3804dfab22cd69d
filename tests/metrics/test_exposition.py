from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.metrics.exposition import Metric, Sample, write
from tests.metrics.parsing import parse


def test_it_looks_as_prometheus_writes_it_in_its_documentation() -> None:
    metric = Metric(
        "rooms_open",
        "gauge",
        "Rooms that have not ended.",
        (Sample(3, {"status": "in_use", "type": "group"}), Sample(0, {"status": "active", "type": "group"})),
    )

    assert write([metric, Metric("rooms_up", "gauge", "Up.", (Sample(True),))]) == (
        "# HELP rooms_open Rooms that have not ended.\n"
        "# TYPE rooms_open gauge\n"
        'rooms_open{status="in_use",type="group"} 3\n'
        'rooms_open{status="active",type="group"} 0\n'
        "# HELP rooms_up Up.\n"
        "# TYPE rooms_up gauge\n"
        "rooms_up 1\n"
    )


@given(value=st.text(), means=st.text(min_size=1).filter(str.strip))
def test_no_text_breaks_the_line_it_stands_in(value: str, means: str) -> None:
    found = parse(write([Metric("a", "gauge", means, (Sample(1, {"what": value}),))]))

    assert found["a"].values == {frozenset({("what", value)}): 1}
    assert found["a"].means == means


@given(st.floats(allow_nan=False))
def test_a_number_is_read_as_it_was_written(value: float) -> None:
    [found] = parse(write([Metric("a", "gauge", "A.", (Sample(value),))]))["a"].values.values()

    assert found == value


@pytest.mark.parametrize(("value", "written"), [(nan, "NaN"), (inf, "+Inf"), (-inf, "-Inf"), (0.25, "0.25")])
def test_what_is_no_number_has_its_own_words(value: float, written: str) -> None:
    assert write([Metric("a", "gauge", "A.", (Sample(value),))]).endswith(f"\na {written}\n")


def test_nothing_of_it_is_a_metric_without_numbers() -> None:
    assert parse(write([Metric("a_total", "counter", "A.", ())]))["a_total"].values == {}


def test_the_reader_of_these_tests_finds_what_is_wrong() -> None:
    good = write([Metric("a", "gauge", "A.", (Sample(1, {"x": "y"}),))])
    assert not isnan(parse(good)["a"].values[frozenset({("x", "y")})])
    for wrong in (
        good.rstrip("\n"),
        good + 'a{x="y"} 2\n',
        good.replace('"y"', "y"),
        good.replace(" 1", " one"),
        good.replace("# TYPE a gauge\n", ""),
        good.replace("gauge", "counter"),
        good.replace('{x="y"}', '{x="y",}'),
        good + "b 1\n",
    ):
        with pytest.raises(AssertionError):
            parse(wrong)
