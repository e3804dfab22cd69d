"""How times and their uncertainty are said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from rooms.statement_page.words import (
    clock,
    day_and_time,
    exact_words,
    figure,
    minutes_words,
    plus_minus_words,
    since_when,
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


NOON = datetime(2026, 11, 17, 11, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "of", "says"),
    [
        (NOON, NOON, "12:04"),
        (NOON, NOON - timedelta(days=1), "17 Nov, 12:04"),
        (NOON - timedelta(days=1), NOON - timedelta(days=1), "16 Nov, 12:04"),
        (NOON.replace(year=2025), NOON.replace(year=2025), "17 Nov 2025, 12:04"),
    ],
)
def test_an_hour_stands_alone_only_where_the_page_is_about_today(
    moment: datetime, of: datetime, says: str
) -> None:
    """Under another day it would be taken for one of then."""
    with timezone.override("Europe/Berlin"):
        assert since_when(moment, at=NOON + timedelta(hours=3), of=of) == says


def test_german_has_its_own_units() -> None:
    with translation.override("de"):
        assert plain(exact_words(2762)) == "46 Min. 02 Sek."
        assert plain(plus_minus_words(10)) == "10 Sek."
