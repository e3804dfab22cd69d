"""A bucket of S3, or of what speaks like it (R2, MinIO …). Imported only where such a storage is configured."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.http import content_disposition_header
from storages.backends.s3 import S3Storage

from rooms.exceptions import Misconfigured, StorageUnavailable
from rooms.recordings.storage.shelf import S3Upload, Stored

#: Seconds to connect and to be answered, and how often it is tried.
PATIENT = {"connect_timeout": 5, "read_timeout": 20, "retries": {"total_max_attempts": 3, "mode": "standard"}}
HASTY = {"connect_timeout": 1, "read_timeout": 2, "retries": {"total_max_attempts": 1, "mode": "standard"}}

#: Not every server knows what S3 has learnt.
NOT_BUILT = frozenset({"NotImplemented", "MethodNotAllowed", "VersioningNotConfigured", "501", "405"})
#: The version of what was put while none were kept.
UNVERSIONED = "null"
GONE = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchVersion", "NoSuchUpload"})

#: A client costs a tenth of a second and its connections; any number of threads may share it.
_clients: WeakKeyDictionary[Any, dict[bool, Any]] = WeakKeyDictionary()


class S3Bucket:
    """What django-storages' options say, with time limits of ours.

    Args:
        hasty: some seconds at most, and one try.
    """

    def __init__(self, options: S3Storage, *, hasty: bool = False) -> None:
        self._options = options
        self._bucket = str(options.bucket_name)
        self._prefix = f"{str(options.location).strip('/')}/".lstrip("/")
        self._client = _client_for(options, hasty=hasty)

    def path_of(self, key: str) -> str:
        return f"{self._prefix}{key}"

    def upload_target(self) -> S3Upload:
        options = self._options
        if not (options.access_key and options.secret_key):
            raise Misconfigured(
                "The storage of recordings has no keys of its own that a recorder could be given: "
                'set ROOMS["RECORDING_UPLOAD"] = "recorder", and give it some.'
            )
        return S3Upload(
            access_key=options.access_key,
            secret=options.secret_key,
            session_token=options.security_token or "",
            region=self._client.meta.region_name or "",
            endpoint=options.endpoint_url or "",
            bucket=self._bucket,
            path_style=(self._client.meta.config.s3 or {}).get("addressing_style") == "path",
        )

    def size_of(self, key: str) -> int | None:
        try:
            found = self._ask("head_object", Key=self.path_of(key))
        except FileNotFoundError:
            return None
        return int(found["ContentLength"])

    @contextmanager
    def reading(self, key: str) -> Iterator["OpenObject"]:
        found = self._ask("head_object", Key=self.path_of(key))
        yield OpenObject(self._ask, self.path_of(key), size=int(found["ContentLength"]), etag=found["ETag"])

    def objects_below(self, folder: str) -> Iterator[Stored]:
        below = f"{self.path_of(folder)}/"
        yield from self._versions(below)
        yield from self._uploads(below)

    def _versions(self, below: str) -> Iterator[Stored]:
        """Also what is no more to be seen: a bucket that keeps versions keeps every deleted recording."""
        try:
            for page in self._pages("list_object_versions", below):
                for row in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    yield self._stored(row, version=row.get("VersionId") or "")
        except _NotBuilt:  # it keeps none, then
            for page in self._pages("list_objects_v2", below):
                for row in page.get("Contents", ()):
                    yield self._stored(row)

    def _uploads(self, below: str) -> Iterator[Stored]:
        try:
            for page in self._pages("list_multipart_uploads", below):
                for row in page.get("Uploads", ()):
                    yield Stored(
                        self._key_in(row["Key"]), 0, _aware(row["Initiated"]), row["UploadId"], is_upload=True
                    )
        except _NotBuilt:
            return

    def delete(self, stored: Stored) -> None:
        key = self.path_of(stored.key)
        try:
            if stored.is_upload:
                self._ask("abort_multipart_upload", Key=key, UploadId=stored.version)
            elif stored.version:
                self._delete_version(key, stored.version)
            else:
                self._ask("delete_object", Key=key)
        except FileNotFoundError:
            return

    def _delete_version(self, key: str, version: str) -> None:
        """Also "null", which is what was put before the bucket kept versions, or while it was told not to: deleted
        without its version it would only be hidden, behind one more marker."""
        try:
            self._ask("delete_object", Key=key, VersionId=version)
        except _NotBuilt:
            if version != UNVERSIONED:
                raise
            self._ask("delete_object", Key=key)  # it keeps none, and only says so in its listing

    def tidy(self, folder: str) -> None:
        """A bucket has no folders."""

    def presigned(self, key: str, *, lasts: timedelta, file_name: str | None) -> str:
        shown = content_disposition_header(True, file_name) if file_name else "inline"
        with _words("sign"):
            return str(
                self._client.generate_presigned_url(
                    "get_object",
                    Params={
                        "Bucket": self._bucket,
                        "Key": self.path_of(key),
                        "ResponseContentType": "video/mp4",
                        "ResponseContentDisposition": shown,
                        "ResponseCacheControl": "private, no-store",
                    },
                    ExpiresIn=int(lasts.total_seconds()),
                )
            )

    def _stored(self, row: dict[str, Any], version: str = "") -> Stored:
        return Stored(self._key_in(row["Key"]), int(row.get("Size", 0)), _aware(row["LastModified"]), version)

    def _key_in(self, path: str) -> str:
        return path.removeprefix(self._prefix)

    def _ask(self, operation: str, **arguments: Any) -> Any:
        with _words(operation):
            return getattr(self._client, operation)(Bucket=self._bucket, **arguments)

    def _pages(self, operation: str, below: str) -> Iterator[Any]:
        pages = iter(self._client.get_paginator(operation).paginate(Bucket=self._bucket, Prefix=below))
        while True:
            with _words(operation):
                page = next(pages, None)
            if page is None:
                return
            yield page


class OpenObject:
    """Read in ranges, all of the same object."""

    def __init__(self, ask: Callable[..., Any], path: str, *, size: int, etag: str) -> None:
        self._ask, self._path, self.size, self._etag = ask, path, size, etag

    def read_at(self, offset: int, length: int) -> bytes:
        if length <= 0 or offset >= self.size:
            return b""
        last = min(offset + length, self.size) - 1
        found = self._ask("get_object", Key=self._path, Range=f"bytes={offset}-{last}", IfMatch=self._etag)
        with _words("get_object"):
            return bytes(found["Body"].read())


class _NotBuilt(StorageUnavailable):
    """The server does not know this operation."""


@contextmanager
def _words(operation: str) -> Iterator[None]:
    """An error of the storage, without address, key or request in it: those are the secrets of a recording.

    Raises:
        FileNotFoundError, StorageUnavailable.
    """
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in GONE:
            raise FileNotFoundError(operation) from None
        kind = _NotBuilt if code in NOT_BUILT else StorageUnavailable
        raise kind(reason=f"{operation}: {code or 'no reason given'}") from None
    except (BotoCoreError, OSError, ValueError) as error:
        raise StorageUnavailable(reason=f"{operation}: {type(error).__name__}") from None


def _client_for(options: S3Storage, *, hasty: bool) -> Any:
    known = _clients.setdefault(options, {})
    if hasty not in known:
        known[hasty] = _make_client(options, HASTY if hasty else PATIENT)
    return known[hasty]


def _make_client(options: S3Storage, limits: dict[str, Any]) -> Any:
    config = options.client_config.merge(
        Config(
            **limits,
            # The second version, which some regions are still signed with unasked, is refused by most others.
            signature_version=options.client_config.signature_version or "s3v4",
            # Sums that only Amazon knows: other servers refuse the request, or answer without.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
    )
    with _words("connect"):
        session = (
            boto3.Session(profile_name=options.session_profile)
            if options.session_profile
            else boto3.Session(options.access_key, options.secret_key, options.security_token)
        )
        return session.client(
            "s3",
            region_name=options.region_name,
            endpoint_url=options.endpoint_url,
            use_ssl=options.use_ssl,
            verify=options.verify,
            config=config,
        )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
