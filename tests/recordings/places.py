"""Places for recordings, real ones: a folder, and a bucket of a server that speaks S3."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings

from tests.s3_server import S3Server

ALIAS = "recordings"
FOLDER_BACKEND = "django.core.files.storage.FileSystemStorage"
S3_BACKEND = "storages.backends.s3.S3Storage"


@contextmanager
def recordings_in(backend: str, options: dict[str, Any], **keys: object) -> Iterator[None]:
    """The site keeps its recordings there. `keys` are of ROOMS, beside."""
    changed = {
        "STORAGES": {**settings.STORAGES, ALIAS: {"BACKEND": backend, "OPTIONS": options}},
        "ROOMS": {
            **settings.ROOMS,
            "RECORDING_STORAGE": ALIAS,
            "RECORDER_PAGE_URL": "https://estuary.example/record/",
            **keys,
        },
    }
    with override_settings(**changed):
        yield


class Place:
    """Where a test puts recordings, past the app: as a recorder does."""

    def __init__(self, put: Callable[[str, bytes], None], keys: Callable[[], list[str]]) -> None:
        self.put, self._keys = put, keys

    def objects(self) -> list[str]:
        """All objects that are there, in order."""
        return sorted(self._keys())


def folder_place(root: Path) -> Place:
    def put(key: str, content: bytes) -> None:
        path = root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return Place(
        put, lambda: [path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()]
    )


def s3_place(server: S3Server) -> Place:
    def put(key: str, content: bytes) -> None:
        server.client().put_object(Bucket=server.bucket, Key=key, Body=content)

    return Place(put, server.stored_keys)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Shared by all tests of a process: each uses keys of its own."""
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Place]:
    """Recordings are kept in a folder of this machine."""
    root = tmp_path / "recordings-of-the-site"
    root.mkdir()
    with recordings_in(FOLDER_BACKEND, {"location": str(root)}):
        yield folder_place(root)


@pytest.fixture
def bucket(s3_server: S3Server) -> Iterator[Place]:
    """Recordings are kept in a bucket, which is empty."""
    client = s3_server.client()
    for key in s3_server.stored_keys():
        client.delete_object(Bucket=s3_server.bucket, Key=key)
    with recordings_in(S3_BACKEND, s3_server.options):
        yield s3_place(s3_server)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest) -> Place:
    """Both of them, one after the other."""
    found: Place = request.getfixturevalue(request.param)
    return found


def root_of_folder() -> Path:
    """Where the files of `folder` are."""
    return Path(storages[ALIAS].path(""))
