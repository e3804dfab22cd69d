"""Where recordings are: the only module that touches the storage that `ROOMS["RECORDING_STORAGE"]` names.

`keys` says how objects are called, `shelf` what a storage must be able to do; `local_disk` and `s3_bucket` do it.
None of this is called in a transaction that decides something: it waits for disks and networks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from urllib.parse import urlsplit

from django.core.files.storage import FileSystemStorage, InvalidStorageError, Storage, storages

from rooms.conf import conf
from rooms.exceptions import Misconfigured, StorageUnavailable
from rooms.recordings.storage.keys import FOLDER, NotOurs, digest_of, is_folder, new_key
from rooms.recordings.storage.local_disk import LocalDisk
from rooms.recordings.storage.shelf import Deleted, Reading, S3Upload, Shelf, Stored

__all__ = [
    "FOLDER",
    "Deleted",
    "NotOurs",
    "Reading",
    "S3Upload",
    "Shelf",
    "Stored",
    "delete_below",
    "digest_of",
    "in_a_hurry",
    "is_folder",
    "key_of",
    "local",
    "new_key",
    "objects_below",
    "origin",
    "presigned",
    "reading",
    "shelf",
    "size_of",
    "storage",
    "upload_path",
    "upload_target",
]

_is_in_a_hurry: ContextVar[bool] = ContextVar("rooms_storage_in_a_hurry", default=False)


def storage() -> Storage:
    """The storage of recordings, as Django's STORAGES has it.

    Raises:
        Misconfigured: none is named, or there is none of that name.
    """
    alias = conf.recording_storage
    if not alias:
        raise Misconfigured('ROOMS["RECORDING_STORAGE"] is not set: there is no place for recordings.')
    try:
        return storages[alias]
    except InvalidStorageError as error:
        raise Misconfigured(f'ROOMS["RECORDING_STORAGE"]: {error}') from error


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Within this block somebody waits in a request: rather fail after a second or two than wait for a storage that
    is down."""
    token = _is_in_a_hurry.set(True)
    try:
        yield
    finally:
        _is_in_a_hurry.reset(token)


def shelf() -> Shelf:
    """What can be done there.

    Raises:
        Misconfigured: it is neither a folder nor a bucket.
    """
    found = storage()
    if isinstance(found, FileSystemStorage):
        return LocalDisk(found)
    try:
        from storages.backends.s3 import S3Storage

        from rooms.recordings.storage.s3_bucket import S3Bucket
    except ImportError as error:
        raise Misconfigured("Recordings need more of Python: pip install 'rooms[recording]'.") from error
    if isinstance(found, S3Storage):
        return S3Bucket(found, hasty=_is_in_a_hurry.get())
    raise Misconfigured(
        f'STORAGES["{conf.recording_storage}"] is neither a FileSystemStorage nor an S3Storage (django-storages).'
    )


def local() -> LocalDisk | None:
    """The folder on this machine; None where recordings are elsewhere.

    Raises:
        Misconfigured: there is no place for recordings.
    """
    found = storage()
    return LocalDisk(found) if isinstance(found, FileSystemStorage) else None


def upload_target() -> S3Upload | None:
    """What the recorder must be told to store a recording; None where it writes to a disk that we share, or has keys
    of its own (`ROOMS["RECORDING_UPLOAD"] = "recorder"`).

    Raises:
        Misconfigured: there is no place for recordings, or no keys for it that could be given away.
    """
    return None if conf.recording_upload == "recorder" else shelf().upload_target()


def upload_path(key: str) -> str:
    """What the recorder calls the object of a key."""
    path = shelf().path_of(key)
    prefix = conf.recorder_file_prefix
    return f"{prefix.rstrip('/')}/{path}" if prefix else path


def key_of(path: str) -> str | None:
    """The key of an object by what a recorder calls it (`upload_path`, or an address that ends in it).

    None for what is not ours.
    """
    begin = path.rfind(f"{FOLDER}/")
    key = path[begin:] if begin >= 0 else ""
    folder, _, name = key.rpartition("/")
    return key if name and is_folder(folder) else None


def size_of(key: str) -> int | None:
    """Bytes; None where there is no such object.

    Raises:
        StorageUnavailable: nobody can say.
    """
    return shelf().size_of(key)


@contextmanager
def reading(key: str) -> Iterator[Reading]:
    """Open an object for reading at any place.

    Raises:
        FileNotFoundError: there is none.
        StorageUnavailable: it cannot be read now.
    """
    with shelf().reading(key) as found:
        yield found


def objects_below(folder: str = FOLDER) -> Iterator[Stored]:
    """All objects below a folder, also what was deleted but kept as an older version, and uploads that were never
    finished; below all folders of recordings if none is named.

    Raises:
        NotOurs: the folder is none of a recording.
        StorageUnavailable: nobody can say.
    """
    if folder != FOLDER and not is_folder(folder):
        raise NotOurs(folder)
    yield from shelf().objects_below(folder)


def delete_below(folder: str) -> Deleted:
    """Delete what is below the folder of one recording, and look whether it is gone.

    Safe to call again; where nothing is, nothing happens.

    Raises:
        NotOurs: the folder is none of one recording. A mistake here would delete what is somebody else's.
        StorageUnavailable: something is still there, or nobody can say.
    """
    if not is_folder(folder):
        raise NotOurs(folder)
    place = shelf()
    found = list(place.objects_below(folder))
    for stored in found:
        place.delete(stored)
    place.tidy(folder)
    left = sum(1 for _ in place.objects_below(folder))
    if left:
        raise StorageUnavailable(reason=f"{left} objects are still there after they were deleted")
    return Deleted(objects=len(found), bytes=sum(stored.size for stored in found))


def presigned(key: str, *, lasts: timedelta, file_name: str | None) -> str | None:
    """An address that gives the object to whoever has it, for a while; None where we have to serve it ourselves.

    Args:
        file_name: to be saved under; None: to be played.
    """
    return shelf().presigned(key, lasts=lasts, file_name=file_name)


def origin() -> str | None:
    """Where browsers load recordings from, for a content security policy; None: from us, or from nowhere."""
    if not conf.recording_storage or local() is not None:
        return None
    parts = urlsplit(presigned("recordings/x", lasts=timedelta(seconds=1), file_name=None) or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None
