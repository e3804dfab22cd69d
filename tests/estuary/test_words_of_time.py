"""How times and states are said."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from pytest_django import Settings

from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from estuary.bookings.templatetags import calendar_tags as tags

#: Noon in Berlin.
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "english", "german"),
    [
        ("2026-11-24T08:00:00+00:00", "Today", "Heute"),
        ("2026-11-23T23:30:00+00:00", "Today", "Heute"),
        ("2026-11-24T23:30:00+00:00", "Tomorrow", "Morgen"),
        ("2026-11-27T18:30:00+00:00", "Fri 27 Nov", "Fr 27. Nov"),
        ("2026-11-23T08:00:00+00:00", "Mon 23 Nov", "Mo 23. Nov"),
        ("2027-01-02T08:00:00+00:00", "2 Jan 2027", "2. Jan 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(moment: str, english: str, german: str) -> None:
    with translation.override("en"):
        assert tags.day_label(at(moment), NOW) == english
    with translation.override("de"):
        assert tags.day_label(at(moment), NOW).replace(".", "") == german.replace(".", "")


def test_what_has_no_time_says_so() -> None:
    assert tags.day_label(None, NOW) == "No time yet"


def test_a_whole_day() -> None:
    assert tags.long_day(NOW) == "Tuesday, 24 November"
    assert tags.long_day(NOW.date()) == "Tuesday, 24 November"
    with translation.override("de"):
        assert tags.long_day(NOW) == "Dienstag, 24. November"


def test_clocks_are_those_of_the_site() -> None:
    assert tags.clock(NOW) == "12:00"
    assert tags.clock(at("2026-07-01T12:05:00+00:00")) == "14:05"


def test_the_site_names_its_zone() -> None:
    assert (tags.zone_words(), tags.zone_name()) == ("Berlin time", "Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "words"),
    [("UTC", "UTC"), ("Etc/GMT+3", "Etc/GMT+3"), ("America/Argentina/Buenos_Aires", "Buenos Aires time")],
)
def test_a_zone_is_said_as_the_lobby_says_it(zone: str, words: str, settings: Settings) -> None:
    settings.TIME_ZONE = zone
    assert tags.zone_words() == words


def test_scripts_get_milliseconds() -> None:
    assert tags.milliseconds(datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)) == 1500


@pytest.mark.parametrize("state", [*BookingState, *SessionState])
def test_every_state_has_a_look(state: str) -> None:
    assert tags.state_icon(state)
    assert tags.state_tone(state) in {"", "accent", "positive", "warning", "danger"}
