"""The S3 server of the tests is built once, and is a real one."""

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from dev import paths
from dev.failure import Problem
from dev.s3_binary import find_or_build
from tests.s3_server import S3Server


def test_it_is_built_once() -> None:
    first = find_or_build()
    built_at = first.stat().st_mtime_ns
    find_or_build.cache_clear()
    assert find_or_build() == first
    assert first.stat().st_mtime_ns == built_at


def test_without_go_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    monkeypatch.setenv("PATH", str(tmp_path))
    find_or_build.cache_clear()
    try:
        with pytest.raises(Problem, match="no Go to build the S3 server"):
            find_or_build()
    finally:
        find_or_build.cache_clear()


def test_what_is_put_is_there_for_who_has_the_key_and_for_nobody_else(tmp_path: Path) -> None:
    with S3Server(tmp_path) as s3:
        s3.client().put_object(Bucket=s3.bucket, Key="a/b.mp4", Body=b"a recording")
        assert s3.stored_keys() == ["a/b.mp4"]
        got = s3.client().get_object(Bucket=s3.bucket, Key="a/b.mp4")["Body"].read()
        assert got == b"a recording"
        s3.secret_key = "another secret"
        with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
            s3.stored_keys()


def test_what_is_put_outlives_the_server(tmp_path: Path) -> None:
    s3 = S3Server(tmp_path)
    with s3:
        s3.client().put_object(Bucket=s3.bucket, Key="a", Body=b"b")
        s3.stop()
        s3.start()
        assert s3.stored_keys() == ["a"]


def test_one_that_keeps_versions_keeps_what_is_deleted(tmp_path: Path) -> None:
    with S3Server(tmp_path, keeps_versions=True) as s3:
        client = s3.client()
        client.put_object(Bucket=s3.bucket, Key="a", Body=b"b")
        client.delete_object(Bucket=s3.bucket, Key="a")
        assert s3.stored_keys() == []
        assert len(client.list_object_versions(Bucket=s3.bucket)["Versions"]) == 1
