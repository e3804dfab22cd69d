"""A folder on this machine, or on a disk that it shares with the recorder."""

import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

from rooms.exceptions import StorageUnavailable
from rooms.recordings.storage.shelf import S3Upload, Stored


class LocalDisk:
    """Of files; what a link points to is never followed."""

    def __init__(self, files: FileSystemStorage) -> None:
        self._files = files

    def path_of(self, key: str) -> str:
        return key

    def trouble(self) -> str | None:
        """What keeps us from working with the folder, in words; None: nothing."""
        root = Path(self._files.path(""))
        if not root.is_dir():
            return "is not there"
        # Nothing can be deleted from a folder that cannot be written to.
        return None if os.access(root, os.R_OK | os.W_OK | os.X_OK) else "may not be read and written by us"

    def upload_target(self) -> S3Upload | None:
        return None

    def file_of(self, key: str) -> Path:
        """The file of a key; whether it is there is another question.

        Raises:
            FileNotFoundError: it would be outside of the folder.
        """
        try:
            return Path(self._files.path(key))
        except SuspiciousFileOperation as error:
            raise FileNotFoundError(key) from error

    def open(self, key: str) -> "OpenFile":
        """The caller closes it.

        Raises:
            FileNotFoundError: there is no such file; a link is none.
            StorageUnavailable: it cannot be read.
        """
        path = self.file_of(key)
        try:
            return OpenFile(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
        except FileNotFoundError:
            raise
        except OSError as error:
            if path.is_symlink():
                raise FileNotFoundError(key) from error
            raise StorageUnavailable(reason=f"{type(error).__name__}: {error.strerror}") from error

    @contextmanager
    def reading(self, key: str) -> Iterator["OpenFile"]:
        found = self.open(key)
        try:
            yield found
        finally:
            found.close()

    def size_of(self, key: str) -> int | None:
        with _words():
            try:
                with self.reading(key) as found:
                    return found.size
            except FileNotFoundError:
                return None

    def objects_below(self, folder: str) -> Iterator[Stored]:
        root, top = Path(self._files.path("")), Path(self._files.path(folder))
        with _words():
            if top.is_symlink():  # what it points to is somebody else's
                yield Stored(folder, 0, datetime.fromtimestamp(top.lstat().st_mtime, UTC))
                return
            for where, folders, names in os.walk(top, onerror=_unless_gone):
                links = [name for name in folders if (Path(where) / name).is_symlink()]
                for name in (*names, *links):
                    path = Path(where) / name
                    with contextlib.suppress(FileNotFoundError):
                        found = path.lstat()
                        yield Stored(
                            path.relative_to(root).as_posix(),
                            found.st_size,
                            datetime.fromtimestamp(found.st_mtime, UTC),
                        )

    def delete(self, stored: Stored) -> None:
        with _words():
            self.file_of(stored.key).unlink(missing_ok=True)

    def tidy(self, folder: str) -> None:
        with _words():
            for where, _, _ in os.walk(self._files.path(folder), topdown=False, onerror=_unless_gone):
                # Where something has come in between, it is seen by who looks again.
                with contextlib.suppress(OSError):
                    os.rmdir(where)

    def presigned(self, key: str, *, lasts: timedelta, file_name: str | None) -> str | None:
        return None


class OpenFile:
    """Read by place, so that several readers may share it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        # Closed while it is read, its number may be that of another file by then.
        self._lock = threading.Lock()
        found = os.fstat(descriptor)
        self.size = found.st_size
        self.modified_ns = found.st_mtime_ns

    def read_at(self, offset: int, length: int) -> bytes:
        with _words(), self._lock:
            return os.pread(self._descriptor, length, offset)

    def close(self) -> None:
        """Once more does nothing."""
        with self._lock:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1


@contextmanager
def _words() -> Iterator[None]:
    """An error of the disk without the path in it: that is the secret of a recording."""
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(reason=f"{type(error).__name__}: {error.strerror}") from error


def _unless_gone(error: OSError) -> None:
    """`os.walk` leaves out what it cannot read: then nothing would seem to be there."""
    if not isinstance(error, FileNotFoundError):
        raise error
