"""What `manage.py check` says of where recordings are kept."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from pytest_django import Settings

from rooms.recordings.checks import check_recordings
from tests.recordings.places import FOLDER_BACKEND, S3_BACKEND, recordings_in

BUCKET: dict[str, Any] = {"bucket_name": "recordings", "access_key": "a", "secret_key": "b"}


def ids(backend: str, options: dict[str, Any], **keys: object) -> list[str | None]:
    with recordings_in(backend, options, **keys):
        found = check_recordings()
    assert all(message.hint for message in found)
    return [message.id for message in found]


def test_a_site_without_recordings_hears_nothing() -> None:
    with recordings_in(FOLDER_BACKEND, {}, RECORDING_STORAGE=""):
        assert check_recordings() == []


def test_a_private_folder_and_a_private_bucket_are_well(tmp_path: Path) -> None:
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path)}) == []
    assert ids(S3_BACKEND, BUCKET) == []


def test_django_runs_them(tmp_path: Path) -> None:
    with recordings_in(FOLDER_BACKEND, {"location": str(tmp_path)}, RECORDING_STORAGE="nowhere"):
        assert "rooms.E011" in [message.id for message in run_checks(tags=["rooms"])]


@pytest.mark.parametrize(
    "backend", ["django.core.files.storage.InMemoryStorage", "nowhere.Storage", "storages.backends.gcloud.X"]
)
def test_a_storage_that_is_none_or_of_another_kind(backend: str) -> None:
    assert ids(backend, {})[0] == "rooms.E011"


@pytest.mark.parametrize("module", ["av", "cryptography"])
def test_a_package_that_is_missing_is_named(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == module else find(name, *rest)
    )
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path)}) == ["rooms.E012"]


# --- A folder
@pytest.mark.parametrize("below", ["", "recordings", "a/b"])
@pytest.mark.parametrize("served", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_a_folder_that_is_served_to_everybody(
    served: str, below: str, tmp_path: Path, settings: Settings
) -> None:
    setattr(settings, served, str(tmp_path))
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path / below)}) == ["rooms.E013"]


def test_a_folder_of_static_files(tmp_path: Path, settings: Settings) -> None:
    settings.STATICFILES_DIRS = [("design", str(tmp_path))]
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path / "x")}) == ["rooms.E013"]


def test_a_folder_beside_one_that_is_served_is_well(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path / "media-of-recordings")}) == []


def test_a_folder_with_an_address(tmp_path: Path) -> None:
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path), "base_url": "/media/"}) == ["rooms.E014"]


def test_a_storage_without_a_folder_of_its_own_is_that_of_uploads() -> None:
    assert "rooms.E013" in ids(FOLDER_BACKEND, {})


# --- A bucket
@pytest.mark.parametrize(
    "wrong",
    [{"querystring_auth": False}, {"custom_domain": "cdn.example.org"}, {"default_acl": "public-read"}],
)
def test_a_bucket_that_is_not_private(wrong: dict[str, Any]) -> None:
    assert ids(S3_BACKEND, BUCKET | wrong) == ["rooms.E015"]


@pytest.mark.parametrize("missing", ["bucket_name", "access_key", "secret_key"])
def test_a_bucket_that_lacks_something(missing: str) -> None:
    assert ids(S3_BACKEND, BUCKET | {missing: None}) == ["rooms.E016"]


def test_a_recorder_with_keys_of_its_own_needs_none_of_ours() -> None:
    keyless = {"bucket_name": "recordings"}
    assert ids(S3_BACKEND, keyless, RECORDING_UPLOAD="recorder") == []


# --- The rest
def test_a_place_without_a_recorder(tmp_path: Path) -> None:
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path)}, RECORDER_PAGE_URL="") == ["rooms.W007"]


@pytest.mark.parametrize(
    "size", ["", "large", "1280", "1280x", "x720", "1281x720", "0x0", "9999x9999", "-2x-2"]
)
def test_a_size_that_is_none(size: str, tmp_path: Path) -> None:
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path)}, RECORDING_SIZE=size) == ["rooms.E017"]


@pytest.mark.parametrize("size", ["1280x720", "1920x1080", "640x360"])
def test_a_size_that_is_one(size: str, tmp_path: Path) -> None:
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path)}, RECORDING_SIZE=size) == []


def test_links_that_would_live_too_long(tmp_path: Path) -> None:
    assert ids(FOLDER_BACKEND, {"location": str(tmp_path)}, RECORDING_LINK_SECONDS=3600) == ["rooms.W008"]


def test_no_secret_is_in_what_is_said() -> None:
    options = BUCKET | {"secret_key": "a real secret", "querystring_auth": False, "custom_domain": "x"}
    with recordings_in(S3_BACKEND, options):
        assert not any("a real secret" in str(message) for message in check_recordings())


def test_the_settings_of_the_tests_keep_no_recordings() -> None:
    assert not settings.ROOMS.get("RECORDING_STORAGE")
