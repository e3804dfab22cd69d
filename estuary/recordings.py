"""Where recordings are kept: the folder or the bucket that the environment names. Nothing of it is served as a file."""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

#: In STORAGES.
ALIAS = "recordings"

BUCKET = "ROOMS_RECORDINGS_S3_BUCKET"
#: Option of django-storages → the variable.
S3_OPTIONS = {
    "endpoint_url": "ROOMS_RECORDINGS_S3_ENDPOINT",
    "region_name": "ROOMS_RECORDINGS_S3_REGION",
    "access_key": "ROOMS_RECORDINGS_S3_ACCESS_KEY",
    "secret_key": "ROOMS_RECORDINGS_S3_SECRET_KEY",
}
DEMANDED = ("access_key", "secret_key")


def read_recordings() -> dict[str, Any]:
    """What goes into STORAGES for recordings, under `ALIAS`; empty where there is no place for them.

    Where both are named, it is the bucket. The recorder writes to the same place; Estuary finds, gives out and deletes
    what is in it.

    Raises:
        ImproperlyConfigured: a bucket without the keys to it.
    """
    bucket, root = os.environ.get(BUCKET, ""), os.environ.get("ROOMS_RECORDINGS_ROOT", "")
    if bucket:
        return {ALIAS: {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _s3(bucket)}}
    if root:
        # For the owner alone: whoever may watch is given one file at a time.
        options = {"location": root, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {ALIAS: {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}}
    return {}


def _s3(bucket: str) -> dict[str, Any]:
    given = {option: os.environ.get(name, "") for option, name in S3_OPTIONS.items()}
    missing = [S3_OPTIONS[option] for option in DEMANDED if not given[option]]
    if missing:
        raise ImproperlyConfigured(f"{BUCKET} is set; {' and '.join(missing)} must be set, too.")
    options: dict[str, Any] = {"bucket_name": bucket, "querystring_auth": True, "signature_version": "s3v4"}
    # Amazon's own are reached by the bucket's name; whatever else speaks S3, by a path.
    if given["endpoint_url"]:
        options["addressing_style"] = "path"
    return options | {option: value for option, value in given.items() if value}
