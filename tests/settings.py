"""Settings of all tests: Estuary's own, with a database of this run and no secrets from outside."""

import os

os.environ["DEBUG"] = "0"
os.environ.pop("DATABASE_URL", None)  # somebody's real one
os.environ["SECRET_KEY"] = "only-for-tests-" + "0" * 40
os.environ.setdefault("LIVEKIT_HOST", "http://127.0.0.1:7880")
os.environ.setdefault("LIVEKIT_API_KEY", "testkey")
os.environ.setdefault("LIVEKIT_API_SECRET", "only-for-tests-only-for-tests-only-for-tests")

from estuary.settings import *  # noqa: F403
from estuary.settings import BASE_DIR, DATABASES, STORAGES
from tests.database_settings import database_of_this_run

DATABASES["default"] = database_of_this_run("estuary")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Nothing was collected; any directory that exists will do.
STATIC_ROOT = BASE_DIR / "estuary" / "static"
ALLOWED_HOSTS = ["*"]
# Fast, and weak: for tests only.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

#: The host that the tests' people book at; see tests/site.py.
ROOMS_TEST_SITE = "tests.hosts.estuary_site"
