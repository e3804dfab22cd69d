"""Settings of Estuary. Everything that differs between two installations comes from the environment."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from estuary.databases import read_database
from estuary.environment import read_flag, read_list, read_rooms
from estuary.recordings import ALIAS, read_recordings
from rooms.conf import DEFAULTS as ROOMS_DEFAULTS

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = read_flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random string, or DEBUG=1 on your own machine."
        )
    SECRET_KEY = "only-for-development-" + "0" * 40

ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")

# --- Rooms
# LIVEKIT_HOST, LIVEKIT_PUBLIC_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET: the app itself reads them from the
# environment.
RECORDINGS = read_recordings()
ROOMS: dict[str, object] = {
    "HOST": "estuary.rooms_host.EstuaryHost",
    "BRAND_NAME": "Estuary",
    "BRAND_CONTACT": "help@estuary.example",
    "RECORDING_STORAGE": ALIAS if RECORDINGS else "",
    **read_rooms(ROOMS_DEFAULTS),
}

# --- Django
INSTALLED_APPS = [
    "estuary.accounts",
    "estuary.bookings",
    "estuary.demo",
    "rooms",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "estuary.staticfiles.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "estuary.busy.DatabaseBusyMiddleware",
]
ROOT_URLCONF = "estuary.urls"
ASGI_APPLICATION = "estuary.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "estuary" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": read_database(BASE_DIR / "var" / "estuary.sqlite3")}
# Counters of failed log-ins and throttles. Several processes share PostgreSQL, so they count there, too
# (`manage.py createcachetable` makes the table); one process counts in its memory.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "estuary.counters.Counters", "LOCATION": "estuary_cache"}
    if "postgresql" in DATABASES["default"]["ENGINE"]
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# Django's 300 are fewer than the viewers of one broadcast: what it throws away then is a count of wrong passwords.
CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}

# --- People
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
#: How many wrong passwords one address may try for one account in a minute.
FAILED_LOGINS_A_MINUTE = 10

REST_FRAMEWORK = {
    # JWT stands first: it answers 401 to somebody who is not logged in; sessions alone would answer 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "estuary.api_errors.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=30),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
    # The default leaves somebody whose account was deactivated, or whose password changed, logged in.
    "CHECK_REVOKE_TOKEN": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Estuary",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Names that stay the same whatever other enums come to have the same field name.
    "ENUM_NAME_OVERRIDES": {
        "BookingState": "estuary.bookings.models.booking.BookingState",
        "Code": "rooms.api.shapes.CODE_CHOICES",
        "ConsentAnswerWord": "rooms.api.consent_shapes.ANSWERS",
        "ConsentRule": "rooms.models.ConsentRule",
        "ConsentWay": "rooms.models.ConsentWay",
        "EndReason": "rooms.models.EndReason",
        "KnownBy": "rooms.models.KnownBy",
        "Layout": "rooms.api.shapes.LAYOUTS",
        "Medium": "rooms.models.Medium",
        "Mediums": "rooms.api.statement_shapes.MEDIUMS",
        "Outcome": "rooms.models.Outcome",
        "QualityCode": "rooms.quality.CODES",
        "QualityEndingCode": "rooms.quality.ENDINGS",
        "QualityEventKind": "rooms.quality.EVENTS",
        "QualityGrade": "rooms.quality.GRADES",
        "QualityLevel": "rooms.quality.WORDS",
        "RecordingRuns": "rooms.api.shapes.RUNNING_CHOICES",
        "RecordingEnd": "rooms.models.RecordingEnd",
        "RecordingStatus": "rooms.models.RecordingStatus",
        "Refusal": "rooms.api.shapes.REFUSAL_CHOICES",
        "Role": "rooms.models.Role",
        "RoomStatus": "rooms.models.Status",
        "RoomType": "rooms.models.RoomType",
        "Side": "rooms.api.statement_shapes.SIDES",
        "Source": "rooms.api.shapes.SOURCES",
        "StreamStatus": "rooms.models.StreamStatus",
        "SubjectKind": "rooms.models.SubjectKind",
    },
}

# --- Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "estuary" / "locale"]
USE_I18N = True
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Berlin")
USE_TZ = True

# --- Static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or BASE_DIR / "var" / "static")
STATICFILES_DIRS = [
    BASE_DIR / "estuary" / "static",
    # The room's UI and our pages look alike: one copy of the design tokens, served as design/tokens.css.
    ("design", BASE_DIR / "frontend" / "src" / "ui" / "styles"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "estuary.staticfiles.HashedOnceStorage"
    },
    **RECORDINGS,
}
# A hash in the name, Vite's or Django's: such a file never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(rooms/assets/.+-[\w-]{8}|.+\.[0-9a-f]{12})\.\w+$"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Security
# HTTPS=1 (the default as soon as a trusted origin is https) keeps cookies off plain http.
HTTPS = read_flag("HTTPS", any(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The pages of Estuary and the admin. A room's page sends a policy of its own, which this leaves alone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Logging
# To stderr only. Nothing here logs an e-mail address: people appear by their primary key.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "estuary": {"level": os.environ.get("LOG_LEVEL", "INFO")},
        "rooms": {"level": os.environ.get("LOG_LEVEL", "INFO")},
    },
}
