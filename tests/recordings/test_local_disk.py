"""A folder: links in it are never followed, and what cannot be read is not taken for gone."""

import os
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from rooms.exceptions import StorageUnavailable
from rooms.recordings import storage
from rooms.recordings.storage import local_disk
from tests.recordings.places import Place, root_of_folder
from tests.recordings.test_storage import a_key, folder_of


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of this machine that is no recording."""
    path = tmp_path / "elsewhere" / "secret.mp4"
    path.parent.mkdir()
    path.write_bytes(b"a secret")
    return path


def test_a_link_to_another_file_is_no_recording(folder: Place, secret: Path) -> None:
    key = a_key()
    path = root_of_folder() / key
    path.parent.mkdir(parents=True)
    path.symlink_to(secret)
    assert storage.size_of(key) is None
    with pytest.raises(FileNotFoundError), storage.reading(key):
        pass


def test_a_link_goes_and_what_it_points_to_stays(folder: Place, secret: Path) -> None:
    key = a_key()
    path = root_of_folder() / key
    path.parent.mkdir(parents=True)
    path.symlink_to(secret)
    (path.parent / "more").symlink_to(secret.parent)
    assert storage.delete_below(folder_of(key)).objects == 2
    assert folder.objects() == []
    assert secret.read_bytes() == b"a secret"


def test_a_folder_that_is_a_link_goes_and_what_it_points_to_stays(folder: Place, secret: Path) -> None:
    link = root_of_folder() / folder_of(a_key())
    link.parent.mkdir()
    link.symlink_to(secret.parent)
    assert storage.delete_below(f"recordings/{link.name}").objects == 1
    assert not link.is_symlink()
    assert secret.exists()


def test_no_empty_folder_stays_behind(folder: Place) -> None:
    key = a_key()
    folder.put(f"{folder_of(key)}/parts/1.m4s", b"1")
    storage.delete_below(folder_of(key))
    assert list((root_of_folder() / "recordings").iterdir()) == []


@pytest.mark.parametrize("key", ["../outside.mp4", "/etc/passwd", "recordings/../../x"])
def test_no_key_leads_out_of_the_folder(key: str, folder: Place) -> None:
    disk = storage.local()
    assert disk is not None
    with pytest.raises(FileNotFoundError):
        disk.file_of(key)


def test_what_cannot_be_listed_is_not_taken_for_gone(folder: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails, as after its cable was pulled."""
    key = a_key()
    folder.put(key, b"1")

    def fail(path: object) -> object:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(os, "scandir", fail)
    with pytest.raises(StorageUnavailable) as failure:
        storage.delete_below(folder_of(key))
    assert "Input/output error" in str(failure.value)
    assert key not in str(failure.value)


def test_what_a_recorder_still_writes_is_seen_when_the_folder_is_looked_at_again(
    folder: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = a_key()
    folder.put(key, b"1")
    unlink = local_disk.LocalDisk.delete

    def delete_and_write(disk: local_disk.LocalDisk, stored: storage.Stored) -> None:
        unlink(disk, stored)
        folder.put(f"{folder_of(key)}/late.mp4", b"2")

    monkeypatch.setattr(local_disk.LocalDisk, "delete", delete_and_write)
    with pytest.raises(StorageUnavailable, match="1 objects are still there"):
        storage.delete_below(folder_of(key))


def test_files_are_read_by_place_so_that_two_may_share_one(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"0123456789")
    disk = local_disk.LocalDisk(FileSystemStorage(location=tmp_path))
    with disk.reading("a.mp4") as found:
        assert [found.read_at(8, 2), found.read_at(0, 2), found.read_at(8, 9)] == [b"89", b"01", b"89"]
