"""What people are told is missing of a recording: what, how much, and where, if it is one hole."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from rooms.models import RoomRecording
from rooms.recordings.words import error_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOUND: dict[str, Any] = {"error_code": "sound_missing", "picture_seconds": 4570.0}


def recorded(seconds: float = 4570.0, **facts: Any) -> RoomRecording:
    times = {"started_at": NOON, "ended_at": NOON + timedelta(seconds=seconds)}
    return RoomRecording(**{"duration_seconds": seconds, **times, **facts})


@pytest.mark.parametrize(
    ("recording", "words"),
    [
        (
            recorded(**SOUND, sound_seconds=3850.0, missing={"sound": [[3850.0, 4570.0]]}),
            "A part of the sound is missing: 12 minutes, from 64:10 on.",
        ),
        (
            recorded(**SOUND, sound_seconds=4500.0, missing={"sound": [[60.0, 130.0]]}),
            "A part of the sound is missing: 70 seconds, from 1:00 to 2:10.",
        ),
        (
            recorded(**SOUND, sound_seconds=4000.0, missing={"sound": [[60.0, 90.0], [120.0, 660.0]]}),
            "A part of the sound is missing: 10 minutes.",
        ),
        (recorded(**SOUND, sound_seconds=0.0), "A part of the sound is missing: 76 minutes."),
        (
            recorded(error_code="picture_missing", sound_seconds=4570.0, picture_seconds=4568.9),
            "A part of the picture is missing: 1 second.",
        ),
        (
            recorded(error_code="cut_short", sound_seconds=4000.0, picture_seconds=3970.0),
            "A part of the recording is missing: 10 minutes.",
        ),
        (
            recorded(error_code="cut_short", sound_seconds=4270.0, picture_seconds=None, audio_only=True),
            "A part of the recording is missing: 5 minutes.",
        ),
        (RoomRecording(error_code="sound_missing"), "A part of the sound is missing."),
    ],
)
def test_it_is_said_what_is_missing(recording: RoomRecording, words: str) -> None:
    assert error_of(recording) == {"code": recording.error_code, "detail": words}


def test_it_is_said_in_german() -> None:
    recording = recorded(**SOUND, sound_seconds=3850.0, missing={"sound": [[3850.0, 4570.0]]})
    with translation.override("de"):
        error = error_of(recording)
    assert error is not None
    assert error["detail"] == "Ein Teil des Tons fehlt: 12 Minuten, ab 64:10."
