"""Settings of the studio: what a small Django project has, and two lines for `rooms`.

No admin, no language of the visitor, no schema, sessions alone, and a transaction around each request: all of it
is another choice than Estuary's.
"""

import os
from pathlib import Path

SITE = Path(os.environ.get("STUDIO_DIRECTORY") or Path.cwd())

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

# --- Rooms
ROOMS: dict[str, object] = {"HOST": "tests.hosts.studio.rooms_host.StudioHost", "BRAND_NAME": "Studio"}
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"]}

# --- Django
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "rooms",
    "tests.hosts.studio.members",
    "tests.hosts.studio.timetable",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.hosts.studio.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": SITE / "studio.sqlite3",
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }
}
AUTH_USER_MODEL = "members.Member"
LOGIN_URL = "/welcome/"
LOGIN_REDIRECT_URL = "/"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/Vienna"
USE_TZ = True
STATIC_URL = "/files/"
STATIC_ROOT = SITE / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
