"""Settings of all tests: Estuary's own, with a database file of this run and no secrets from outside."""

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "0"
os.environ["SECRET_KEY"] = "only-for-tests-" + "0" * 40
os.environ.setdefault("LIVEKIT_HOST", "http://127.0.0.1:7880")
os.environ.setdefault("LIVEKIT_API_KEY", "testkey")
os.environ.setdefault("LIVEKIT_API_SECRET", "only-for-tests-only-for-tests-only-for-tests")

from estuary.settings import *  # noqa: F403
from estuary.settings import BASE_DIR, DATABASES, STORAGES

# A file, not memory: threads must meet real locks. The number keeps runs at the same time apart.
DATABASES["default"]["TEST"] = {
    "NAME": str(Path(tempfile.gettempdir()) / f"rooms-tests-{os.getpid()}.sqlite3")
}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Nothing was collected; any directory that exists will do.
STATIC_ROOT = BASE_DIR / "estuary" / "static"
ALLOWED_HOSTS = ["*"]
# Fast, and weak: for tests only.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
