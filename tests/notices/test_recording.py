"""What those inside hear of the recording: how it is when it is said, and nothing that is only for practitioners."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from rooms import effects, lifecycle, notices
from rooms.models import ConsentRule, Effect, RecordingStatus, Room, RoomRecording
from rooms.recordings.status import move
from tests.fakes.host import host
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.fakes.scene import Scene, make_scene, scene

__all__ = ["host", "livekit", "make_scene", "scene"]

NOON = datetime(2026, 11, 24, 12, 0, 5, 250_000, tzinfo=UTC)


@pytest.fixture
def room(scene: Scene, livekit: FakeLiveKit) -> Room:
    inside = livekit.enters(scene.room.name, scene.person("jonas").identity)
    scene.comes("jonas", 0, sid=inside.sid)
    return scene.room


def recording_of(room: Room, **facts: object) -> RoomRecording:
    values = {"consent": ConsentRule.ASK, "storage_key": "recordings/1/a.mp4", "requested_at": NOON, **facts}
    return RoomRecording(room=room, **values)


def moves(room: Room, recording: RoomRecording, to: RecordingStatus) -> None:
    with lifecycle.locked_room(pk=room.pk) as locked:
        recording.room = locked
        move(locked, recording, to, at=timezone.now())


def heard(livekit: FakeLiveKit) -> list[dict[str, object]]:
    effects.run_due(at=timezone.now() + timedelta(seconds=1))
    return [json.loads(data) for _, topic, data in livekit.said if topic == notices.RECORDING]


def test_nothing_is_recorded(room: Room) -> None:
    assert notices.recording_state(room, None) == {
        "active": False,
        "since": None,
        "status": None,
        "id": None,
        "consent": "ask",
        "audio_only": False,
        "starts_itself": False,
        "asked_until": None,
        "ended_by": None,
    }


@pytest.mark.parametrize("status", RecordingStatus)
def test_only_what_runs_is_told_and_only_active_is_active(room: Room, status: RecordingStatus) -> None:
    runs = status in ("asking", "starting", "active", "ending")
    told = notices.recording_state(room, recording_of(room, status=status, started_at=NOON))

    assert told["status"] == (status if runs else None)
    assert told["active"] is (status == RecordingStatus.ACTIVE)
    assert told["since"] == ("2026-11-24T12:00:05.250000Z" if runs else None)


def test_how_long_people_are_asked_is_told_while_they_are(room: Room) -> None:
    asking = recording_of(room, status=RecordingStatus.ASKING, asked_until=NOON)
    starting = recording_of(room, status=RecordingStatus.STARTING, asked_until=NOON)

    assert notices.recording_state(room, asking)["asked_until"] == "2026-11-24T12:00:05.250000Z"
    assert notices.recording_state(room, starting)["asked_until"] is None


def test_a_room_that_is_not_recorded_does_not_start_by_itself(room: Room) -> None:
    room.recording_enabled, room.recording_starts_itself = False, True

    assert notices.recording_state(room, None)["starts_itself"] is False


def test_everybody_inside_hears_of_each_change(room: Room, livekit: FakeLiveKit) -> None:
    recording = recording_of(room)
    moves(room, recording, RecordingStatus.STARTING)
    assert [told["status"] for told in heard(livekit)] == ["starting"]

    moves(room, recording, RecordingStatus.ACTIVE)
    [*_, told] = heard(livekit)
    assert (told["status"], told["active"], told["id"]) == ("active", True, str(recording.pk))

    moves(room, recording, RecordingStatus.PROCESSING)
    assert heard(livekit)[-1]["status"] is None


def test_a_message_that_comes_late_says_how_it_is_then(room: Room, livekit: FakeLiveKit) -> None:
    recording = recording_of(room)
    moves(room, recording, RecordingStatus.STARTING)
    moves(room, recording, RecordingStatus.ACTIVE)

    assert [told["status"] for told in heard(livekit)] == ["active", "active"]


def test_where_nobody_is_inside_nothing_is_said(scene: Scene, livekit: FakeLiveKit) -> None:
    moves(scene.room, recording_of(scene.room), RecordingStatus.STARTING)

    assert heard(livekit) == []


def test_the_room_is_another_one_after_each_change(room: Room) -> None:
    """Pages that watch it from outside ask again."""
    before = room.revision
    moves(room, recording_of(room), RecordingStatus.STARTING)

    room.refresh_from_db()
    assert room.revision > before


def test_what_is_queued_names_only_the_recording(room: Room) -> None:
    moves(room, recording_of(room), RecordingStatus.STARTING)

    assert Effect.objects.get(kind="say_recording").payload == {}
