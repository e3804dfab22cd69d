from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rooms.models import ConsentRule, RecordingEnd, RecordingStatus, Room, RoomRecording
from tests.fakes.appointment import booking, jonas, nadia, now, room
from tests.fakes.livekit import FakeLiveKit, livekit

__all__ = ["booking", "jonas", "livekit", "nadia", "now", "room"]

MakeRow = Callable[..., RoomRecording]


@pytest.fixture
def at() -> datetime:
    """Noon in Berlin, on a Tuesday in November."""
    return datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def make_row(room: Room, at: datetime, livekit: FakeLiveKit) -> MakeRow:
    """A recording of 52 minutes, twelve days old, ready and complete, as far as the database goes."""
    count = 0

    def make(**facts: Any) -> RoomRecording:
        nonlocal count
        count += 1
        began = at - timedelta(days=12)
        values: dict[str, Any] = {
            "status": RecordingStatus.READY,
            "ended_by": RecordingEnd.STOP,
            "complete": True,
            "consent": ConsentRule.ASK,
            "storage_key": f"recordings/{count}/x.mp4",
            "requested_at": began,
            "started_at": began,
            "ended_at": began + timedelta(minutes=52),
            "duration_seconds": 3_120.0,
            "size_bytes": 412_000_000,
            "expires_at": at + timedelta(days=78),
            **facts,
        }
        return RoomRecording.objects.create(room=room, **values)

    return make
