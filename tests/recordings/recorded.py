"""Recordings that are there: rows, and what a recorder left in the storage."""

from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest
from django.utils import timezone

from rooms.models import ConsentRule, RecordingEnd, RecordingStatus, Room, RoomRecording
from rooms.recordings import storage
from tests.recordings.places import Place

#: Not a film: whoever only gives out bytes does not look into them.
CONTENT = bytes(range(256)) * 40


class MakeRecording(Protocol):
    def __call__(self, room: Room, *, content: bytes | None = ..., **facts: Any) -> RoomRecording: ...


@pytest.fixture
def make_recording(place: Place) -> MakeRecording:
    """Ten minutes of a session, ready, in each place for recordings; with what the recorder wrote beside it."""
    return maker_in(place)


def maker_in(place: Place) -> MakeRecording:
    def make(room: Room, *, content: bytes | None = CONTENT, **facts: Any) -> RoomRecording:
        now: datetime = facts.pop("at", None) or timezone.now()
        values: dict[str, Any] = {
            "status": RecordingStatus.READY,
            "ended_by": RecordingEnd.STOP,
            "complete": True,
            "consent": ConsentRule.ASK,
            "storage_key": storage.new_key(room, at=now),
            "requested_at": now - timedelta(minutes=12),
            "started_at": now - timedelta(minutes=11),
            "ended_at": now - timedelta(minutes=1),
            "ready_at": now,
            "duration_seconds": 600.0,
            "picture_seconds": 600.0,
            "sound_seconds": 600.0,
            "size_bytes": len(content or b""),
            "expires_at": now + timedelta(days=90),
            **facts,
        }
        recording = RoomRecording.objects.create(room=room, **values)
        if content is not None:
            place.put(recording.storage_key, content)
            place.put(f"{recording.folder}/EG_x.json", b"{}")
        return recording

    return make
