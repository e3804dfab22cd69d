"""A bucket of a real S3 server: what it keeps without showing it, and what happens when it does not answer."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rooms.exceptions import StorageUnavailable
from rooms.recordings import storage
from rooms.recordings.storage.s3_bucket import S3Bucket, _NotBuilt
from rooms.recordings.storage.shelf import Stored
from tests.recordings.places import S3_BACKEND, Place, recordings_in
from tests.recordings.test_storage import a_key, folder_of
from tests.s3_server import S3Server

MINUTE = timedelta(minutes=1)


def test_a_bucket_that_keeps_versions_keeps_none_of_a_deleted_recording(tmp_path: Path) -> None:
    key = a_key()
    with (
        S3Server(tmp_path / "s3", keeps_versions=True) as server,
        recordings_in(S3_BACKEND, server.options),
    ):
        client = server.client()
        for content in (b"first", b"second"):
            client.put_object(Bucket=server.bucket, Key=key, Body=content)
        client.delete_object(Bucket=server.bucket, Key=key)
        assert server.stored_keys() == []
        # It seems to be gone, and both versions are there.
        assert len(list(storage.objects_below(folder_of(key)))) == 3
        assert storage.delete_below(folder_of(key)).bytes == len(b"firstsecond")
        left = client.list_object_versions(Bucket=server.bucket, Prefix=key)
        assert "Versions" not in left
        assert "DeleteMarkers" not in left


@pytest.mark.parametrize("since_then", [["Enabled"], ["Enabled", "Suspended"]])
def test_what_was_recorded_before_the_bucket_kept_versions_is_deleted_for_good(
    since_then: list[str], tmp_path: Path
) -> None:
    key = a_key()
    with (
        S3Server(tmp_path / "s3", can_keep_versions=True) as server,
        recordings_in(S3_BACKEND, server.options),
    ):
        client = server.client()
        client.put_object(Bucket=server.bucket, Key=key, Body=b"before")
        for status in since_then:
            client.put_bucket_versioning(Bucket=server.bucket, VersioningConfiguration={"Status": status})
        assert storage.delete_below(folder_of(key)).bytes == len(b"before")
        left = client.list_object_versions(Bucket=server.bucket, Prefix=key)
        assert "Versions" not in left
        assert "DeleteMarkers" not in left


def test_a_server_that_lists_versions_and_deletes_none_by_them_deletes_the_object(
    bucket: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = a_key()
    bucket.put(key, b"1")
    asked: list[dict[str, str]] = []
    ask = S3Bucket._ask

    def knows_no_versions(self: S3Bucket, operation: str, **arguments: str) -> object:
        if operation == "delete_object":
            asked.append(arguments)
            if "VersionId" in arguments:
                raise _NotBuilt(reason="delete_object: NotImplemented")
        return ask(self, operation, **arguments)

    def null_versions(self: S3Bucket, below: str) -> Iterator[Stored]:
        for page in self._pages("list_objects_v2", below):
            for row in page.get("Contents", ()):
                yield self._stored(row, version="null")

    monkeypatch.setattr(S3Bucket, "_ask", knows_no_versions)
    monkeypatch.setattr(S3Bucket, "_versions", null_versions)
    assert storage.delete_below(folder_of(key)).objects == 1
    assert ["VersionId" in arguments for arguments in asked] == [True, False]
    assert bucket.objects() == []


def test_an_upload_that_was_never_finished_is_deleted_too(bucket: Place, s3_server: S3Server) -> None:
    key, client = a_key(), s3_server.client()
    upload = client.create_multipart_upload(Bucket=s3_server.bucket, Key=key)["UploadId"]
    client.upload_part(
        Bucket=s3_server.bucket, Key=key, UploadId=upload, PartNumber=1, Body=b"half a recording"
    )
    assert [stored.is_upload for stored in storage.objects_below(folder_of(key))] == [True]
    assert storage.delete_below(folder_of(key)).objects == 1
    assert "Uploads" not in client.list_multipart_uploads(Bucket=s3_server.bucket)


def test_many_objects_are_all_found(bucket: Place) -> None:
    folder = folder_of(a_key())
    for number in range(25):
        bucket.put(f"{folder}/{number}.json", b"1")
    assert storage.delete_below(folder).objects == 25
    assert bucket.objects() == []


# --- Addresses that work by themselves
def test_a_signed_address_gives_the_object_whole_or_in_part(bucket: Place) -> None:
    key = a_key()
    bucket.put(key, b"0123456789")
    url = storage.presigned(key, lasts=MINUTE, file_name=None)
    assert url is not None
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"0123456789"
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Disposition"] == "inline"
        assert "no-store" in answer.headers["Cache-Control"]
    part = urllib.request.Request(url, headers={"Range": "bytes=3-5"})
    with urllib.request.urlopen(part) as answer:
        assert (answer.status, answer.read()) == (206, b"345")


def test_a_download_has_a_name_to_be_saved_under(bucket: Place) -> None:
    key = a_key()
    bucket.put(key, b"1")
    url = storage.presigned(key, lasts=MINUTE, file_name="Yoga am Morgen.mp4")
    assert url is not None
    with urllib.request.urlopen(url) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="Yoga am Morgen.mp4"'


def refusal(url: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url)
    refused.value.close()
    return refused.value.code


def test_without_its_signature_or_with_another_key_an_address_gives_nothing(bucket: Place) -> None:
    key, other = a_key(), a_key()
    bucket.put(key, b"1")
    bucket.put(other, b"2")
    url = storage.presigned(key, lasts=MINUTE, file_name=None)
    assert url is not None
    assert refusal(url.partition("?")[0]) == 403
    assert refusal(url.replace(key, other)) == 403
    assert refusal(url[:-1] + ("0" if url[-1] != "0" else "1")) == 403


def test_an_address_is_dead_when_its_time_is_over(bucket: Place) -> None:
    key = a_key()
    bucket.put(key, b"1")
    url = storage.presigned(key, lasts=timedelta(seconds=-1), file_name=None)
    assert url is not None
    assert refusal(url) in {400, 403}


def test_an_address_is_dead_when_its_object_is_deleted(bucket: Place) -> None:
    key = a_key()
    bucket.put(key, b"1")
    url = storage.presigned(key, lasts=MINUTE, file_name=None)
    assert url is not None
    storage.delete_below(folder_of(key))
    assert refusal(url) == 404


# --- A storage that does not answer, or not to us
def test_a_storage_that_is_down_fails_without_the_key_in_its_words(tmp_path: Path) -> None:
    key, server = a_key(), S3Server(tmp_path / "s3")
    with recordings_in(S3_BACKEND, server.options):  # it was never started
        with pytest.raises(StorageUnavailable) as failure, storage.in_a_hurry():
            storage.delete_below(folder_of(key))
        assert "EndpointConnectionError" in str(failure.value)
        assert folder_of(key) not in str(failure.value)
        assert server.access_key not in str(failure.value)


def test_wrong_keys_are_named_as_such_and_not_printed(s3_server: S3Server) -> None:
    with recordings_in(S3_BACKEND, s3_server.options | {"secret_key": "a wrong secret"}):
        with pytest.raises(StorageUnavailable) as failure:
            storage.delete_below(folder_of(a_key()))
        assert "SignatureDoesNotMatch" in str(failure.value)
        assert "wrong secret" not in str(failure.value)


def test_a_bucket_that_is_not_there_is_not_taken_for_an_empty_one(s3_server: S3Server) -> None:
    with (
        recordings_in(S3_BACKEND, s3_server.options | {"bucket_name": "another"}),
        pytest.raises(StorageUnavailable, match="NoSuchBucket"),
    ):
        storage.delete_below(folder_of(a_key()))
