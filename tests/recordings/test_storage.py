"""What holds for every place of recordings: for a folder of this machine, and for a bucket of a real S3 server."""

import secrets
from datetime import UTC, datetime

import pytest

from rooms.conf import conf
from rooms.exceptions import Misconfigured
from rooms.models import Room
from rooms.recordings import storage
from rooms.recordings.storage import NotOurs
from tests.recordings.places import FOLDER_BACKEND, S3_BACKEND, Place, recordings_in, s3_place
from tests.s3_server import S3Server

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_key(name: str = "individual-829b8d608f60-2026-11-24.mp4") -> str:
    return f"recordings/{secrets.token_hex(20)}/{name}"


def folder_of(key: str) -> str:
    return key.rpartition("/")[0]


# --- Keys
def test_a_key_says_which_room_and_day_it_is_of_and_nobody_guesses_its_folder() -> None:
    room = Room(name="individual-829b8d608f60")
    first, second = storage.new_key(room, at=NOON), storage.new_key(room, at=NOON)
    assert first.endswith("/individual-829b8d608f60-2026-11-24.mp4")
    assert folder_of(first) != folder_of(second)
    assert len(folder_of(first).removeprefix("recordings/")) == 40
    assert storage.is_folder(folder_of(first))


def test_a_key_fits_into_its_column() -> None:
    assert len(storage.new_key(Room(name="x" * 64), at=NOON)) <= 300


@pytest.mark.parametrize("said", ["{}", "/out/{}", "https://s3.example/bucket/{}", "site/{}"])
def test_a_key_is_known_again_in_whatever_a_recorder_calls_its_object(said: str) -> None:
    key = a_key()
    assert storage.key_of(said.format(key)) == key


@pytest.mark.parametrize(
    "said", ["", "recordings/", "recordings/short/a.mp4", f"recordings/{'a' * 40}", "/etc/passwd", "EG_x.mp4"]
)
def test_what_no_recording_is_called_has_no_key(said: str) -> None:
    assert storage.key_of(said) is None


# --- Reading
def test_an_object_has_its_size_and_one_that_is_not_there_has_none(place: Place) -> None:
    key = a_key()
    assert storage.size_of(key) is None
    place.put(key, b"0123456789")
    assert storage.size_of(key) == 10


def test_an_object_is_read_at_any_place(place: Place) -> None:
    key = a_key()
    place.put(key, b"0123456789")
    with storage.reading(key) as found:
        assert found.size == 10
        assert found.read_at(0, 3) == b"012"
        assert found.read_at(7, 100) == b"789"
        assert found.read_at(10, 1) == b""


def test_what_is_not_there_cannot_be_read(place: Place) -> None:
    with pytest.raises(FileNotFoundError), storage.reading(a_key()):
        pass


# --- What lies below a folder
def test_all_that_a_recorder_wrote_beside_a_recording_is_found(place: Place) -> None:
    key, other = a_key(), a_key()
    beside = [key, f"{folder_of(key)}/EG_x.json", f"{folder_of(key)}/parts/1.m4s"]
    for written in (*beside, other):
        place.put(written, b"12345")
    found = list(storage.objects_below(folder_of(key)))
    assert sorted(stored.key for stored in found) == sorted(beside)
    assert {stored.size for stored in found} == {5}
    assert all(stored.modified_at.tzinfo is not None for stored in found)


def test_without_a_folder_everything_below_all_recordings_is_found(place: Place) -> None:
    keys = sorted([a_key(), a_key()])
    for key in (*keys, "else/where.mp4"):
        place.put(key, b"1")
    assert sorted(stored.key for stored in storage.objects_below()) == keys


def test_nothing_lies_below_a_folder_that_is_not_there(place: Place) -> None:
    assert list(storage.objects_below(folder_of(a_key()))) == []


# --- Deleting
def test_what_is_deleted_is_gone_with_all_beside_it_and_nothing_else_is(place: Place) -> None:
    key, other = a_key(), a_key()
    for written in (key, f"{folder_of(key)}/EG_x.json", other):
        place.put(written, b"12345")
    deleted = storage.delete_below(folder_of(key))
    assert (deleted.objects, deleted.bytes) == (2, 10)
    assert place.objects() == [other]


def test_deleting_again_finds_nothing_and_is_no_error(place: Place) -> None:
    key = a_key()
    place.put(key, b"1")
    storage.delete_below(folder_of(key))
    assert storage.delete_below(folder_of(key)).objects == 0


@pytest.mark.parametrize(
    "named",
    [
        "",
        "recordings",
        "recordings/",
        "recordings/..",
        f"recordings/{'a' * 39}",
        f"recordings/{'a' * 40}/x",
        "/",
    ],
)
def test_nothing_but_the_folder_of_one_recording_is_ever_deleted(named: str, place: Place) -> None:
    key = a_key()
    place.put(key, b"1")
    with pytest.raises(NotOurs):
        storage.delete_below(named)
    assert place.objects() == [key]


# --- What the recorder is told
def test_a_recorder_that_shares_our_disk_is_told_no_keys(folder: Place) -> None:
    assert storage.upload_target() is None
    assert storage.upload_path("recordings/x/y.mp4") == "recordings/x/y.mp4"


def test_a_shared_disk_may_have_another_name_where_the_recorder_runs(tmp_path: object) -> None:
    with recordings_in(FOLDER_BACKEND, {"location": str(tmp_path)}, RECORDER_FILE_PREFIX="/out/"):
        assert storage.upload_path("recordings/x/y.mp4") == "/out/recordings/x/y.mp4"


def test_a_recorder_is_told_how_to_upload_and_its_secret_is_not_printed(
    bucket: Place, s3_server: S3Server
) -> None:
    target = storage.upload_target()
    assert target is not None
    assert (target.bucket, target.endpoint, target.region) == ("recordings", s3_server.endpoint, "us-east-1")
    assert (target.access_key, target.secret) == (s3_server.access_key, s3_server.secret_key)
    assert target.path_style
    assert s3_server.secret_key not in repr(target)


def test_a_recorder_with_keys_of_its_own_is_told_none(s3_server: S3Server) -> None:
    with recordings_in(S3_BACKEND, s3_server.options, RECORDING_UPLOAD="recorder"):
        assert storage.upload_target() is None


def test_a_storage_without_keys_cannot_be_told_to_a_recorder(s3_server: S3Server) -> None:
    options = s3_server.options | {"access_key": None, "secret_key": None}
    with (
        recordings_in(S3_BACKEND, options),
        pytest.raises(Misconfigured, match=r'RECORDING_UPLOAD"\] = "recorder"'),
    ):
        storage.upload_target()


def test_a_bucket_may_be_shared_with_others_each_below_a_folder(s3_server: S3Server, bucket: Place) -> None:
    key = a_key()
    with recordings_in(S3_BACKEND, s3_server.options | {"location": "our site"}):
        assert storage.upload_path(key) == f"our site/{key}"
        s3_place(s3_server).put(f"our site/{key}", b"ours")
        s3_place(s3_server).put(key, b"theirs")
        assert [stored.key for stored in storage.objects_below(folder_of(key))] == [key]
        assert storage.delete_below(folder_of(key)).bytes == 4
    assert bucket.objects() == [key]


# --- No place at all
@pytest.mark.parametrize("alias", ["", "nowhere"])
def test_a_site_without_a_place_for_recordings_is_told_what_to_set(alias: str, folder: Place) -> None:
    with (
        recordings_in(FOLDER_BACKEND, {}, RECORDING_STORAGE=alias),
        pytest.raises(Misconfigured, match="RECORDING_STORAGE"),
    ):
        storage.size_of(a_key())


def test_a_storage_of_another_kind_is_refused() -> None:
    with (
        recordings_in("django.core.files.storage.InMemoryStorage", {}),
        pytest.raises(Misconfigured, match="neither a FileSystemStorage nor an S3Storage"),
    ):
        storage.shelf()


def test_browsers_load_from_the_bucket_or_from_us(folder: Place, s3_server: S3Server) -> None:
    assert storage.origin() is None
    with recordings_in(S3_BACKEND, s3_server.options):
        assert storage.origin() == s3_server.endpoint
    with recordings_in(FOLDER_BACKEND, {}, RECORDING_STORAGE=""):
        assert storage.origin() is None
        assert not conf.can_record
