"""Which database the settings of a test run name: ROOMS_TEST_DATABASE is `sqlite` (the default) or `postgresql`."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from estuary.databases import postgresql, sqlite


def database_of_this_run(name: str) -> dict[str, Any]:
    """What goes into `DATABASES["default"]`.

    Args:
        name: of the host, so that runs of several hosts do not meet.
    """
    asked = os.environ.get("ROOMS_TEST_DATABASE") or "sqlite"
    if asked == "postgresql":
        # Where it is, is known once it runs (tests/database.py). Without a pool: every thread of a test shall have
        # a connection of its own.
        return postgresql(f"postgresql:///{name}", connections=0)
    if asked == "sqlite":
        # A file, not memory: threads must meet real locks. The number keeps runs at the same time apart.
        file = Path(tempfile.gettempdir()) / f"rooms-tests-{name}-{os.getpid()}.sqlite3"
        return {**sqlite(file), "TEST": {"NAME": str(file)}}
    raise ImproperlyConfigured(f"ROOMS_TEST_DATABASE is {asked}; it can be sqlite or postgresql.")
