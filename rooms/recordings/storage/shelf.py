"""What the app asks of a storage of recordings, whichever it is."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Stored:
    """Something that takes up space.

    Attributes:
        key: ours, whatever the storage puts before it.
        version: which one, where the storage keeps older ones; of an upload that was never finished its id.
        is_upload: it is such an upload; `size` is not known then.
    """

    key: str
    size: int
    modified_at: datetime
    version: str = ""
    is_upload: bool = False


@dataclass(frozen=True)
class Deleted:
    """What was deleted, and is seen to be gone."""

    objects: int
    bytes: int


@dataclass(frozen=True)
class S3Upload:
    """What a recorder needs to upload; `repr` has no secret in it.

    Attributes:
        endpoint: empty: Amazon's own.
        path_style: the bucket is named in the path, not in the host.
    """

    access_key: str
    secret: str = field(repr=False)
    session_token: str = field(repr=False)
    region: str
    endpoint: str
    bucket: str
    path_style: bool


class Reading(Protocol):
    """An object that is open."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, length: int) -> bytes:
        """So many bytes from there; fewer only where the object ends.

        Raises:
            StorageUnavailable: it cannot be read now.
        """
        ...


class Shelf(Protocol):
    """A place for recordings. Everything raises StorageUnavailable where it cannot be done or known now."""

    def path_of(self, key: str) -> str:
        """What a recorder calls the object."""
        ...

    def upload_target(self) -> S3Upload | None: ...

    def size_of(self, key: str) -> int | None: ...

    def reading(self, key: str) -> AbstractContextManager[Reading]: ...

    def objects_below(self, folder: str) -> Iterator[Stored]: ...

    def delete(self, stored: Stored) -> None:
        """Nothing happens where it is gone already."""
        ...

    def tidy(self, folder: str) -> None:
        """Remove what holds no object any more."""
        ...

    def presigned(self, key: str, *, lasts: timedelta, file_name: str | None) -> str | None: ...
