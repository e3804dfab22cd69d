from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from rooms.models.choices import RoomType
from rooms.tokens import MAX_NAME_BYTES, expiry, fit_name, livekit_capacity, mint
from tests.tokens.making import NOON, read, request_for

FOUR_HOURS = timedelta(hours=4)


class TestExpiry:
    def test_a_token_lives_four_hours_in_a_room_without_an_end(self) -> None:
        assert expiry(None, at=NOON) == NOON + FOUR_HOURS

    def test_never_past_the_rooms_last_possible_moment(self) -> None:
        last_moment = NOON + timedelta(hours=3)

        assert expiry(last_moment, at=NOON) == last_moment

    def test_never_longer_than_four_hours_in_a_longer_room(self) -> None:
        assert expiry(NOON + timedelta(days=2), at=NOON) == NOON + FOUR_HOURS

    def test_a_site_may_want_shorter_ones(self, settings: Settings) -> None:
        settings.ROOMS = {"TOKEN_SECONDS": 600}

        assert expiry(None, at=NOON) == NOON + timedelta(minutes=10)

    def test_a_site_cannot_have_longer_ones(self, settings: Settings) -> None:
        settings.ROOMS = {"TOKEN_SECONDS": 30 * 24 * 3600}

        assert expiry(None, at=NOON) == NOON + FOUR_HOURS


class TestCapacity:
    def test_an_individual_room_leaves_space_for_half_open_sockets(self) -> None:
        assert livekit_capacity(RoomType.INDIVIDUAL, 2) == 27

    @pytest.mark.parametrize("room_type", [RoomType.GROUP, RoomType.WEBINAR, RoomType.BROADCAST])
    def test_livekit_itself_refuses_nobody_elsewhere(self, room_type: str) -> None:
        assert livekit_capacity(room_type, 25) == 0


class TestNames:
    @pytest.mark.parametrize("name", ["Jonas Weber", "Łucja Żak-Ćwik", "李小龍", "👩‍👩‍👧 Family Ono"])
    def test_a_name_stays_as_it_is(self, name: str) -> None:
        assert fit_name(name) == name

    def test_markup_is_text_and_stays_text(self) -> None:
        name = "<img src=x onerror=alert(1)> & 'Co' \"KG\""

        assert read(mint(request_for(name=name)))["name"] == name

    def test_it_is_one_line_without_control_characters(self) -> None:
        assert fit_name("  Jonas\r\n\tWeber\x00\x1b[31m ") == "Jonas Weber[31m"

    def test_three_hundred_characters_are_cut_with_an_ellipsis(self) -> None:
        name = fit_name("x" * 300)

        assert len(name.encode()) == MAX_NAME_BYTES
        assert name.endswith("x…")

    def test_it_is_cut_between_characters_and_counted_in_bytes(self) -> None:
        name = fit_name("ü" * 300)

        assert name == "ü" * 126 + "…"

    def test_no_name_is_no_claim(self) -> None:
        assert "name" not in read(mint(request_for(name=" \n ")))

    @given(st.text(max_size=600))
    def test_livekit_takes_it_whatever_the_host_says(self, name: str) -> None:
        fitted = fit_name(name)

        assert len(fitted.encode()) <= MAX_NAME_BYTES
        assert fit_name(fitted) == fitted
        assert fitted.splitlines() == ([fitted] if fitted else [])
