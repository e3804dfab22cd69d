"""Settings of the tests for every host, on the studio: `pytest --ds=tests.hosts.settings`."""

import os

os.environ["SECRET_KEY"] = "only-for-tests-" + "0" * 40
os.environ.setdefault("LIVEKIT_HOST", "http://127.0.0.1:7880")
os.environ.setdefault("LIVEKIT_API_KEY", "testkey")
os.environ.setdefault("LIVEKIT_API_SECRET", "only-for-tests-only-for-tests-only-for-tests")

from tests.database_settings import database_of_this_run
from tests.hosts.studio.settings import *  # noqa: F403
from tests.hosts.studio.settings import DATABASES, STORAGES

ROOMS_TEST_SITE = "tests.hosts.studio_site"
DATABASES["default"] = DATABASES["default"] | database_of_this_run("studio")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ALLOWED_HOSTS = ["*"]
# Fast, and weak: for tests only.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
