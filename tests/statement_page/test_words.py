"""How times and their uncertainty are said."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from rooms.statement_page.words import (
    clock,
    day_and_time,
    exact_words,
    figure,
    minutes_words,
    plus_minus_words,
    span_words,
)


def plain(words: str) -> str:
    """A number and its unit stand together; tests are easier to read with ordinary spaces."""
    assert " " not in words
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 min 00 s"),
        (2.4, "0 min 02 s"),
        (2762, "46 min 02 s"),
        (2761.5, "46 min 02 s"),
        (4274, "71 min 14 s"),
        (-3, "0 min 00 s"),
    ],
)
def test_an_exact_time(seconds: float, words: str) -> None:
    assert plain(exact_words(seconds)) == words


def test_a_short_time_counts_only_full_minutes() -> None:
    assert plain(minutes_words(2819)) == "46 min"
    assert plain(minutes_words(60)) == "1 min"


@pytest.mark.parametrize(("seconds", "words"), [(59.4, "59 s"), (9, "9 s"), (0, "0 s")])
def test_less_than_a_minute_is_said_in_seconds(seconds: float, words: str) -> None:
    assert plain(minutes_words(seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (50, "50 s"), (120, "2 min"), (110, "1 min 50 s"), (59.6, "1 min")]
)
def test_a_span_says_nothing_that_is_zero(seconds: float, words: str) -> None:
    assert plain(span_words(seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.5, "1 s"), (10.0, "10 s"), (10.01, "11 s"), (75, "1 min 15 s")]
)
def test_plus_minus_is_never_rounded_down(seconds: float, words: str) -> None:
    assert plain(plus_minus_words(seconds)) == words


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (2762, "46:02"), (4274, "71:14")])
def test_a_figure_for_a_column(seconds: float, words: str) -> None:
    assert figure(seconds) == words


def test_times_are_those_of_the_site() -> None:
    with timezone.override("Europe/Berlin"):
        moment = datetime(2026, 11, 17, 13, 20, 22, tzinfo=UTC)
        assert clock(moment) == "14:20:22"
        assert day_and_time(moment) == "17 Nov, 14:20"


def test_german_has_its_own_units() -> None:
    with translation.override("de"):
        assert plain(exact_words(2762)) == "46 Min. 02 Sek."
        assert plain(plus_minus_words(10)) == "10 Sek."
