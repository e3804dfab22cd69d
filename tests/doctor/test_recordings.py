"""Does the storage of recordings let us look into it, and is what was to be deleted gone?"""

from pathlib import Path

import pytest
from django.utils import timezone

from rooms.doctor import CHECKS, recordings
from rooms.models import Room
from tests.fakes.appointment import booking, now, room
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.recordings.places import (
    FOLDER_BACKEND,
    S3_BACKEND,
    Place,
    bucket,
    folder,
    recordings_in,
    s3_server,
)
from tests.recordings.recorded import maker_in
from tests.s3_server import S3Server

__all__ = ["booking", "bucket", "folder", "livekit", "now", "room", "s3_server"]

pytestmark = pytest.mark.django_db


def test_it_is_one_of_the_checks() -> None:
    assert CHECKS["recordings"].look is recordings.look


def test_a_site_without_recordings_is_not_looked_at() -> None:
    assert recordings.look().state == "skipped"


def test_a_folder_of_ours_is_well(folder: Place) -> None:
    assert recordings.look().state == "well"


def test_a_bucket_of_ours_is_well(bucket: Place) -> None:
    assert recordings.look().state == "well"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with recordings_in(FOLDER_BACKEND, {"location": str(tmp_path / "none")}):
        found = recordings.look()
    assert (found.state, found.says) == ("wrong", "the folder of recordings is not there")


def test_a_folder_that_we_may_not_write_to(folder: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, who may everything."""
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert "may not be read and written" in recordings.look().says


def test_a_bucket_that_refuses_our_keys(s3_server: S3Server) -> None:
    with recordings_in(S3_BACKEND, s3_server.options | {"secret_key": "a wrong secret"}):
        found = recordings.look()
    assert found.state == "wrong"
    assert "SignatureDoesNotMatch" in found.says
    assert "wrong secret" not in found.says


def test_a_bucket_that_is_not_there(s3_server: S3Server) -> None:
    with recordings_in(S3_BACKEND, s3_server.options | {"bucket_name": "another"}):
        assert "NoSuchBucket" in recordings.look().says


def test_a_storage_that_is_none() -> None:
    with recordings_in(FOLDER_BACKEND, {}, RECORDING_STORAGE="nowhere"):
        assert "nowhere" in recordings.look().says


def test_a_deletion_that_fails_is_said(folder: Place, room: Room, livekit: FakeLiveKit) -> None:
    maker_in(folder)(
        room,
        content=None,
        deletion_requested_at=timezone.now(),
        deletion_error="storage_unavailable: delete_object: AccessDenied",
    )
    found = recordings.look()
    assert found.state == "wrong"
    assert "1 recordings" in found.says
    assert "AccessDenied" in found.says
    assert "rooms_recordings_audit" in found.next_step
