"""What has been kept long enough is deleted by the worker; what is held is not."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from rooms.models import RecordingDeletion, RecordingStatus, Room, RoomRecording
from rooms.recordings import purging, retention
from rooms.recordings.retention import expire_due, set_hold
from rooms.worker import Schedule, tick
from tests.recordings.places import Place
from tests.recordings.recorded import MakeRecording, maker_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def make_recording(folder: Place) -> MakeRecording:
    return maker_in(folder)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def test_the_worker_deletes_what_has_expired_and_writes_down_why(
    room: Room, make_recording: MakeRecording, folder: Place, now: datetime
) -> None:
    old = make_recording(room, expires_at=now - DAY)
    young = make_recording(room, expires_at=now + DAY)
    schedule = Schedule(reconciled_at=now, synced_at=now)
    tick(schedule, at=now)
    tick(schedule, at=now + timedelta(seconds=1))
    assert list(RoomRecording.objects.values_list("pk", flat=True)) == [young.pk]
    gone = RecordingDeletion.objects.get()
    assert (gone.recording_id, gone.reason, gone.requested_by_ref) == (old.pk, "expired", "")
    assert all(key.startswith(young.folder) for key in folder.objects())


def test_it_expires_at_the_moment_that_was_said(
    room: Room, make_recording: MakeRecording, now: datetime
) -> None:
    make_recording(room, expires_at=now)
    assert expire_due(at=now - timedelta(seconds=1)) == 0
    assert expire_due(at=now) == 1
    assert expire_due(at=now) == 0


def test_what_is_held_does_not_expire_until_it_is_released(
    room: Room, make_recording: MakeRecording, now: datetime
) -> None:
    recording = make_recording(room, expires_at=now - DAY)
    set_hold(recording.pk, True, reason="Case 12")
    assert expire_due(at=now) == 0
    set_hold(recording.pk, False)
    assert expire_due(at=now) == 1


@pytest.mark.parametrize("status", [RecordingStatus.ACTIVE, RecordingStatus.PROCESSING])
def test_what_is_not_over_does_not_expire(
    status: RecordingStatus, room: Room, make_recording: MakeRecording, now: datetime
) -> None:
    make_recording(room, status=status, expires_at=now - DAY)
    assert expire_due(at=now) == 0


def test_what_failed_expires_too_with_what_it_left_behind(
    room: Room, make_recording: MakeRecording, folder: Place, now: datetime
) -> None:
    failed = make_recording(room, status=RecordingStatus.FAILED, expires_at=None, at=now - 91 * DAY)
    lately = make_recording(room, status=RecordingStatus.FAILED, expires_at=None, at=now - 89 * DAY)
    assert expire_due(at=now) == 1
    tick(Schedule(reconciled_at=now, synced_at=now), at=now)
    assert not RoomRecording.objects.filter(pk=failed.pk).exists()
    assert all(key.startswith(lately.folder) for key in folder.objects())
    lately.refresh_from_db()
    assert lately.expires_at is not None
    assert timedelta() < lately.expires_at - now < 2 * DAY


def test_who_changes_the_days_changes_no_recording_that_is_there(
    room: Room, make_recording: MakeRecording, now: datetime
) -> None:
    recording = make_recording(room, expires_at=now + 30 * DAY)
    Room.objects.filter(pk=room.pk).update(recording_days=1)
    assert expire_due(at=now + 2 * DAY) == 0
    recording.refresh_from_db()
    assert recording.expires_at == now + 30 * DAY


def test_many_expire_some_at_a_time(
    room: Room, make_recording: MakeRecording, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(3):
        make_recording(room, expires_at=now - DAY, content=None)
    assert [expire_due(at=now) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("meanwhile", ["another worker", "a hold"])
def test_whoever_is_quicker_is_no_failure(
    meanwhile: str,
    room: Room,
    make_recording: MakeRecording,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = make_recording(room, expires_at=now - 2 * DAY, content=None)
    make_recording(room, expires_at=now - DAY, content=None)
    request = purging.request

    def late(recording_id: UUID, **how: Any) -> str:
        if recording_id == first.pk and meanwhile == "a hold":
            set_hold(recording_id, True, reason="Case 12")
        elif recording_id == first.pk:
            request(recording_id, **how)
        return request(recording_id, **how)

    monkeypatch.setattr(purging, "request", late)

    assert expire_due(at=now) == 1
    assert not [line for line in caplog.records if line.levelno >= logging.WARNING]


def test_one_that_cannot_be_asked_for_does_not_hold_up_the_others(
    room: Room, make_recording: MakeRecording, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = make_recording(room, expires_at=now - 2 * DAY, content=None)
    make_recording(room, expires_at=now - DAY, content=None)
    request = purging.request

    def fail_for_one(pk: UUID, **options: Any) -> str:
        if pk == bad.pk:
            raise ZeroDivisionError
        return request(pk, **options)

    monkeypatch.setattr("rooms.recordings.purging.request", fail_for_one)
    with pytest.raises(ZeroDivisionError):
        expire_due(at=now)
    waiting = RoomRecording.objects.filter(deletion_requested_at__isnull=True)
    assert list(waiting.values_list("pk", flat=True)) == [bad.pk]
