"""How lengths, sizes and dates of recordings are said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from rooms.recordings_page import words

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def plain(text: str) -> str:
    """A number and its unit stand together; tests are easier to read with ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3120, "52:00"), (4274, "71:14"), (9.4, "0:09"), (59.7, "1:00"), (0, "0:00"), (None, "")],
)
def test_a_length_as_a_player_counts(seconds: float | None, said: str) -> None:
    assert words.clock_length(seconds) == said


@pytest.mark.parametrize(("seconds", "said"), [(3120, "52 min"), (4274, "71 min"), (9.4, "9 s"), (None, "")])
def test_a_length_in_words(seconds: float | None, said: str) -> None:
    assert plain(words.spoken_length(seconds)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (412_345_678, "412 MB"),
        (2_000, "1 MB"),
        (0, "1 MB"),
        (999_400_000, "999 MB"),
        (1_440_000_000, "1.4 GB"),
        (None, ""),
    ],
)
def test_a_size(number: int | None, said: str) -> None:
    assert plain(words.size(number)) == said


def test_a_size_in_german_has_a_comma() -> None:
    with translation.override("de"):
        assert plain(words.size(1_440_000_000)) == "1,4 GB"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(hours=2), "Today"),
        (timedelta(days=12), "Thu 12 Nov"),
        (timedelta(days=400), "20 Oct 2025"),
    ],
)
def test_a_day(ago: timedelta, said: str) -> None:
    assert words.day(NOON - ago, at=NOON) == said


def test_a_day_is_that_of_the_sites_clock() -> None:
    """Half past eleven at night in London is tomorrow in Berlin."""
    assert words.day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), at=NOON) == "Today"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=78), "Will be deleted on 10 Feb 2027"),
        (timedelta(days=4), "Will be deleted on 28 Nov 2026"),
        (timedelta(days=3), "Will be deleted in 3 days"),
        (timedelta(days=2), "Will be deleted in 2 days"),
        (timedelta(days=1), "Will be deleted tomorrow"),
        (timedelta(hours=14), "Will be deleted tomorrow"),
        (timedelta(hours=3), "Will be deleted today"),
        (timedelta(hours=-3), "Will be deleted today"),
    ],
)
def test_when_it_will_be_deleted(left: timedelta, said: str) -> None:
    assert words.deletion(NOON + left, at=NOON) == said


@pytest.mark.parametrize(("days", "soon"), [(4, False), (3, True), (0, True), (-1, True)])
def test_from_three_days_on_everybody_should_see_it(days: int, soon: bool) -> None:
    assert words.is_soon(NOON + timedelta(days=days), at=NOON) is soon


def test_what_has_no_date_is_not_soon() -> None:
    assert not words.is_soon(None, at=NOON)
