"""The `ROOMS` setting: one dict with flat keys, read through typed properties.

Nothing is cached, so `override_settings` works. `LIVEKIT_*` in the environment are the defaults of the keys
of the same name. An unknown key is an error of `manage.py check` (rooms.E001).
"""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from rooms.exceptions import Misconfigured


def _flag(value: object) -> bool:
    return str(value).strip().lower() in {"1", "true", "yes", "on"}


def _environment(name: str, default: str = "") -> Callable[[], str]:
    return lambda: os.environ.get(name, default)


DEFAULTS: Mapping[str, object | Callable[[], object]] = {
    # The class that answers for the host: dotted path of a subclass of rooms.host.Host.
    "HOST": "",
    # LiveKit
    "LIVEKIT_HOST": _environment("LIVEKIT_HOST"),
    "LIVEKIT_API_KEY": _environment("LIVEKIT_API_KEY"),
    "LIVEKIT_API_SECRET": _environment("LIVEKIT_API_SECRET"),
    "LIVEKIT_PUBLIC_URL": _environment("LIVEKIT_PUBLIC_URL"),
    "LIVEKIT_AUTO_CREATE": False,
    "LIVEKIT_TIMEOUT_SECONDS": 5.0,
    "LIVEKIT_SIP_ENABLED": _environment("LIVEKIT_SIP_ENABLED", "false"),
    "LIVEKIT_DEFAULT_RECORDING_ENABLED": _environment("LIVEKIT_DEFAULT_RECORDING_ENABLED", "false"),
    # Recording: a storage of Django's STORAGES, private, that the recorder fills; empty: there is no recording.
    "RECORDING_STORAGE": "",
    # Where the recorder finds our page, as it sees us: https://…/record/
    "RECORDER_PAGE_URL": _environment("RECORDER_PAGE_URL"),
    # What the page in the recorder dials, if that is neither LIVEKIT_HOST nor LIVEKIT_PUBLIC_URL.
    "RECORDER_LIVEKIT_URL": "",
    # Where the recorder says how it is; empty: nobody asks.
    "RECORDER_HEALTH_URL": "",
    # A shared disk may have another name where the recorder runs: put before each object key.
    "RECORDER_FILE_PREFIX": "",
    # "request": the recorder is told the keys of an S3 storage with each recording; "recorder": it has its own.
    "RECORDING_UPLOAD": "request",
    "RECORDING_SIZE": "1280x720",
    "RECORDING_DAYS": 90,
    "RECORDING_LINK_SECONDS": 900,
    "RECORDING_DOWNLOAD": True,
    "RECORDING_MAX_SECONDS": 6 * 3600,
    "RECORDING_START_SECONDS": 90,
    "RECORDING_EMPTY_SECONDS": 60,
    "CONSENT_SECONDS": 30,
    # Whether people may stream to addresses of the recorder's own network, as on one's own machine.
    "STREAM_PRIVATE_ADDRESSES": False,
    # Entering
    "EARLY_MINUTES": 15,
    "IDENTITY": "email",
    "TOKEN_SECONDS": 4 * 3600,
    "SEAT_SECONDS": 60,
    # Closing
    "CLOSE": "empty",
    "EMPTY_TIMEOUT": 300,
    "MAX_OVERTIME_SECONDS": 7200,
    "MIN_TOGETHER_SECONDS": 60,
    "GRACE_MINUTES": 15,
    # Worker
    "RECONCILE_SECONDS": 15,
    "SYNC_SECONDS": 300,
    # What people are named in
    "INBOX_DAYS": 30,
    # HTTP
    "THROTTLE_JOIN": "30/min",
    "THROTTLE_READ": "1200/min",
    "THROTTLE_CHAT": "20/min",
    "THROTTLE_QUALITY": "20/min",
    "THROTTLE_OBJECTION": "10/hour",
    "THROTTLE_RECORDING": "30/min",
    # Watching: the token that /metrics asks for; empty: there is no such page.
    "METRICS_TOKEN": "",
    # What the pages say about the site
    "BRAND_NAME": "",
    "BRAND_CONTACT": "",
    "HELP_URL": "",
    "HOME_URL": "/",
}

CLOSE_RULES = ("empty", "schedule")
IDENTITY_FORMS = ("email", "opaque")
UPLOADERS = ("request", "recorder")


class Conf:
    """Read access to the `ROOMS` setting; one property a key."""

    def value(self, key: str) -> Any:
        """What a key holds: as set, or its default."""
        given: Mapping[str, object] = getattr(settings, "ROOMS", {})
        value = given.get(key, DEFAULTS[key])
        return value() if callable(value) else value

    def _url(self, key: str, schemes: Mapping[str, str]) -> str:
        parts = urlsplit(str(self.value(key)))
        return urlunsplit(parts._replace(scheme=schemes.get(parts.scheme, parts.scheme))).rstrip("/")

    @property
    def host(self) -> str:
        """Dotted path of the host class."""
        return str(self.value("HOST"))

    @property
    def livekit_host(self) -> str:
        """LiveKit's address for our server, always as http(s); may be given as ws(s), too."""
        return self._url("LIVEKIT_HOST", {"ws": "http", "wss": "https"})

    @property
    def livekit_public_url(self) -> str:
        """LiveKit's address for a browser, always as ws(s); by default that of `livekit_host`."""
        key = "LIVEKIT_PUBLIC_URL" if self.value("LIVEKIT_PUBLIC_URL") else "LIVEKIT_HOST"
        return self._url(key, {"http": "ws", "https": "wss"})

    @property
    def livekit_api_key(self) -> str:
        return str(self.value("LIVEKIT_API_KEY"))

    @property
    def livekit_api_secret(self) -> str:
        return str(self.value("LIVEKIT_API_SECRET"))

    @property
    def livekit_credentials(self) -> tuple[str, str]:
        """Key and secret.

        Raises:
            Misconfigured: one of them is missing.
        """
        key, secret = self.livekit_api_key, self.livekit_api_secret
        if not key or not secret:
            raise Misconfigured("LIVEKIT_API_KEY and LIVEKIT_API_SECRET are not set.")
        return key, secret

    @property
    def livekit_auto_create(self) -> bool:
        """LiveKit makes a room when the first person joins (LiveKit Cloud's default)."""
        return _flag(self.value("LIVEKIT_AUTO_CREATE"))

    @property
    def livekit_timeout(self) -> float:
        """Seconds that one call to LiveKit's server API may take."""
        return float(self.value("LIVEKIT_TIMEOUT_SECONDS"))

    @property
    def sip_enabled(self) -> bool:
        return _flag(self.value("LIVEKIT_SIP_ENABLED"))

    @property
    def default_recording_enabled(self) -> bool:
        return _flag(self.value("LIVEKIT_DEFAULT_RECORDING_ENABLED"))

    @property
    def recording_storage(self) -> str:
        """Alias in Django's STORAGES; empty: nothing can be recorded."""
        return str(self.value("RECORDING_STORAGE"))

    @property
    def recorder_page_url(self) -> str:
        """The recording page as the recorder reaches it."""
        return str(self.value("RECORDER_PAGE_URL"))

    @property
    def can_record(self) -> bool:
        """Whether this site is set up to record at all; whether a recorder answers is another question."""
        return bool(self.recording_storage and self.recorder_page_url)

    @property
    def recorder_livekit_url(self) -> str:
        """LiveKit's address for the page in the recorder, as ws(s); by default what browsers dial."""
        return self._url("RECORDER_LIVEKIT_URL", {"http": "ws", "https": "wss"})

    @property
    def recorder_health_url(self) -> str:
        return str(self.value("RECORDER_HEALTH_URL"))

    @property
    def recorder_file_prefix(self) -> str:
        return str(self.value("RECORDER_FILE_PREFIX"))

    @property
    def recording_upload(self) -> Literal["request", "recorder"]:
        return "recorder" if self.value("RECORDING_UPLOAD") == "recorder" else "request"

    @property
    def recording_size(self) -> tuple[int, int]:
        """Width and height of the picture, in pixels."""
        width, _, height = str(self.value("RECORDING_SIZE")).partition("x")
        return int(width), int(height)

    @property
    def recording_days(self) -> int:
        """How many days a recording is kept, where neither room nor template says."""
        return int(self.value("RECORDING_DAYS"))

    @property
    def recording_link(self) -> timedelta:
        """How long a link to a recording works; never above 15 minutes."""
        return timedelta(seconds=min(int(self.value("RECORDING_LINK_SECONDS")), 900))

    @property
    def recording_download(self) -> bool:
        """Whether people may keep a copy of what they may watch."""
        return _flag(self.value("RECORDING_DOWNLOAD"))

    @property
    def recording_limit(self) -> timedelta:
        """The longest recording."""
        return timedelta(seconds=float(self.value("RECORDING_MAX_SECONDS")))

    @property
    def recording_start_limit(self) -> timedelta:
        """How long a recording may take to begin."""
        return timedelta(seconds=float(self.value("RECORDING_START_SECONDS")))

    @property
    def recording_empty_limit(self) -> timedelta:
        """How long a room without people is recorded."""
        return timedelta(seconds=float(self.value("RECORDING_EMPTY_SECONDS")))

    @property
    def consent_limit(self) -> timedelta:
        """How long answers are awaited before a recording starts."""
        return timedelta(seconds=float(self.value("CONSENT_SECONDS")))

    @property
    def stream_private_addresses(self) -> bool:
        return _flag(self.value("STREAM_PRIVATE_ADDRESSES"))

    @property
    def throttle_recording(self) -> str:
        return str(self.value("THROTTLE_RECORDING"))

    @property
    def early(self) -> timedelta:
        """How long before the scheduled start the room opens."""
        return timedelta(minutes=float(self.value("EARLY_MINUTES")))

    @property
    def identity_form(self) -> Literal["email", "opaque"]:
        return "opaque" if self.value("IDENTITY") == "opaque" else "email"

    @property
    def token_lifetime(self) -> timedelta:
        """Longest life of a token; never above four hours."""
        return timedelta(seconds=min(int(self.value("TOKEN_SECONDS")), 4 * 3600))

    @property
    def seat_lifetime(self) -> timedelta:
        """How long a minted token holds its seat."""
        return timedelta(seconds=int(self.value("SEAT_SECONDS")))

    @property
    def close_rule(self) -> Literal["empty", "schedule"]:
        return "schedule" if self.value("CLOSE") == "schedule" else "empty"

    @property
    def empty_timeout(self) -> int:
        """Seconds an empty room waits before it closes, for templates that do not say otherwise."""
        return int(self.value("EMPTY_TIMEOUT"))

    @property
    def max_overtime(self) -> timedelta:
        return timedelta(seconds=int(self.value("MAX_OVERTIME_SECONDS")))

    @property
    def min_together_seconds(self) -> int:
        return int(self.value("MIN_TOGETHER_SECONDS"))

    @property
    def grace(self) -> timedelta:
        """How long a practitioner waits for a client before leaving counts as "the client did not come"."""
        return timedelta(minutes=float(self.value("GRACE_MINUTES")))

    @property
    def reconcile_interval(self) -> timedelta:
        return timedelta(seconds=float(self.value("RECONCILE_SECONDS")))

    @property
    def sync_interval(self) -> timedelta:
        return timedelta(seconds=float(self.value("SYNC_SECONDS")))

    @property
    def inbox_age(self) -> timedelta:
        """How long events, and effects that are done, keep what they say of people."""
        return timedelta(days=int(self.value("INBOX_DAYS")))

    @property
    def throttle_join(self) -> str:
        return str(self.value("THROTTLE_JOIN"))

    @property
    def throttle_read(self) -> str:
        return str(self.value("THROTTLE_READ"))

    @property
    def throttle_chat(self) -> str:
        return str(self.value("THROTTLE_CHAT"))

    @property
    def throttle_quality(self) -> str:
        return str(self.value("THROTTLE_QUALITY"))

    @property
    def throttle_objection(self) -> str:
        return str(self.value("THROTTLE_OBJECTION"))

    @property
    def metrics_token(self) -> str:
        """What `GET /metrics` asks for, as a Bearer token; empty: that page is not there."""
        return str(self.value("METRICS_TOKEN") or "")

    @property
    def brand_name(self) -> str:
        return str(self.value("BRAND_NAME"))

    @property
    def brand_contact(self) -> str:
        """Where somebody who was removed may write to; empty = not shown."""
        return str(self.value("BRAND_CONTACT"))

    @property
    def help_url(self) -> str:
        return str(self.value("HELP_URL"))

    @property
    def home_url(self) -> str:
        return str(self.value("HOME_URL"))


conf = Conf()
