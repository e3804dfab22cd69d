"""How long a recording is kept: as its room says, else as the site does, from its end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from rooms.models import Room, RoomRecording
from rooms.recordings.retention import expiry

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def recording(days: int | None, **times: datetime) -> RoomRecording:
    return RoomRecording(room=Room(recording_days=days), requested_at=NOON, **times)


@pytest.mark.parametrize(("of_room", "kept"), [(None, 90), (7, 7), (365, 365)])
def test_the_room_says_how_many_days_and_else_the_setting(of_room: int | None, kept: int) -> None:
    assert expiry(recording(of_room, ended_at=NOON)) == NOON + timedelta(days=kept)


def test_the_setting_may_be_another() -> None:
    with override_settings(ROOMS={**settings.ROOMS, "RECORDING_DAYS": 30}):
        assert expiry(recording(None, ended_at=NOON)) == NOON + timedelta(days=30)


def test_days_are_counted_from_the_end_else_from_what_is_known_of_the_beginning() -> None:
    later = NOON + timedelta(hours=1)
    assert expiry(recording(1, started_at=NOON, ended_at=later)) == later + timedelta(days=1)
    assert expiry(recording(1, started_at=later)) == later + timedelta(days=1)
    assert expiry(recording(1)) == NOON + timedelta(days=1)


@pytest.mark.parametrize("of_room", [7, 365, None])
def test_what_was_said_when_it_was_asked_for_holds_whatever_the_room_says_since(of_room: int | None) -> None:
    asked_for = RoomRecording(
        room=Room(recording_days=of_room), requested_at=NOON, ended_at=NOON, kept_days=30
    )
    assert expiry(asked_for) == NOON + timedelta(days=30)
