"""Where recordings are kept: the folder that the environment names. Nothing of it is ever served as a file."""

import os
from typing import Any

#: In STORAGES.
ALIAS = "recordings"


def read_recordings() -> dict[str, Any]:
    """What goes into STORAGES for recordings, under `ALIAS`; empty where there is no place for them.

    The recorder writes to the same folder; Estuary finds, gives out and deletes what is in it.
    """
    root = os.environ.get("ROOMS_RECORDINGS_ROOT", "")
    if not root:
        return {}
    options = {"location": root, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return {ALIAS: {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}}
