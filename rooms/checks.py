"""System checks: what is wrong (E) or risky (W) in the settings, each with the line to write instead.

No network and no tables: whether LiveKit answers is for `/healthz` to say.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections

from rooms.conf import CLOSE_RULES, DEFAULTS, IDENTITY_FORMS, UPLOADERS, conf
from rooms.exceptions import Misconfigured
from rooms.host import get_host

#: Whole or fractional numbers, and the least that makes sense.
NUMBERS: Mapping[str, tuple[type[int] | type[float], float]] = {
    "LIVEKIT_TIMEOUT_SECONDS": (float, 0.1),
    "EARLY_MINUTES": (float, 0),
    "TOKEN_SECONDS": (int, 60),
    "SEAT_SECONDS": (int, 1),
    "EMPTY_TIMEOUT": (int, 1),
    "MAX_OVERTIME_SECONDS": (int, 0),
    "MIN_TOGETHER_SECONDS": (int, 0),
    "GRACE_MINUTES": (float, 0),
    "RECONCILE_SECONDS": (float, 0.1),
    "SYNC_SECONDS": (float, 1),
    "INBOX_DAYS": (int, 1),
    "RECORDING_DAYS": (int, 1),
    "RECORDING_LINK_SECONDS": (int, 1),
    "RECORDING_MAX_SECONDS": (float, 1),
    "RECORDING_START_SECONDS": (float, 1),
    "RECORDING_EMPTY_SECONDS": (float, 1),
    "CONSENT_SECONDS": (float, 1),
}
FLAGS = (
    "LIVEKIT_AUTO_CREATE",
    "LIVEKIT_SIP_ENABLED",
    "LIVEKIT_DEFAULT_RECORDING_ENABLED",
    "RECORDING_DOWNLOAD",
    "STREAM_PRIVATE_ADDRESSES",
)
FLAG_WORDS = {"1", "true", "yes", "on", "0", "false", "no", "off", ""}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "CLOSE": CLOSE_RULES,
    "IDENTITY": IDENTITY_FORMS,
    "RECORDING_UPLOAD": UPLOADERS,
}
RATES = (
    "THROTTLE_JOIN",
    "THROTTLE_READ",
    "THROTTLE_CHAT",
    "THROTTLE_QUALITY",
    "THROTTLE_OBJECTION",
    "THROTTLE_RECORDING",
)
ADDRESSES = ("LIVEKIT_HOST", "LIVEKIT_PUBLIC_URL", "RECORDER_LIVEKIT_URL")

#: Shorter ones can be guessed from a single token; LiveKit says so, too.
SECRET_CHARACTERS = 32
METRICS_TOKEN_CHARACTERS = 24
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
MAX_TOKEN_SECONDS = 4 * 3600


@register("rooms")
def check_settings(**kwargs: object) -> list[CheckMessage]:
    """Every key of `ROOMS`, and what the app needs of Django's own settings."""
    given = getattr(settings, "ROOMS", {})
    if not isinstance(given, Mapping):
        hint = 'Write ROOMS = {"HOST": "shop.rooms_host.ShopHost"}.'
        return [Error("ROOMS is not a dict.", hint=hint, id="rooms.E002")]
    return [
        *_unknown_keys(given),
        *_host(),
        *_addresses(),
        *_credentials(),
        *_numbers(),
        *_words(),
        *_metrics(),
        *_django(),
    ]


def _unknown_keys(given: Mapping[str, object]) -> Iterator[CheckMessage]:
    for key in given.keys() - DEFAULTS.keys():
        near = get_close_matches(str(key).upper(), DEFAULTS, n=1)
        hint = f'Did you mean "{near[0]}"?' if near else f"Known keys: {', '.join(DEFAULTS)}."
        yield Error(f'ROOMS has an unknown key "{key}".', hint=hint, id="rooms.E001")


def _host() -> Iterator[CheckMessage]:
    if not conf.host:
        hint = 'Subclass rooms.host.Host and name it: ROOMS = {"HOST": "shop.rooms_host.ShopHost"}.'
        yield Error('ROOMS["HOST"] is not set.', hint=hint, id="rooms.E003")
        return
    try:
        get_host()
    except (ImportError, Misconfigured, TypeError) as error:
        yield Error(
            f'ROOMS["HOST"] = "{conf.host}" cannot be used: {error}',
            hint="It must be the dotted path of a subclass of rooms.host.Host that takes no arguments.",
            id="rooms.E004",
        )


def _addresses() -> Iterator[CheckMessage]:
    for key in ADDRESSES:
        given = str(conf.value(key))
        if given and not _is_address(given):
            yield Error(
                f"{key} is not an address of a LiveKit server.",
                hint='Write it like "https://livekit.example.org" or "wss://livekit.example.org".',
                id="rooms.E005",
            )
            return
    public = urlsplit(conf.livekit_public_url)
    if public.scheme == "ws" and public.hostname not in LOOPBACK and not settings.DEBUG:
        yield Warning(
            "Browsers would reach LiveKit without encryption; from a page on https they refuse to.",
            hint='Set LIVEKIT_PUBLIC_URL to an address that begins with "wss://".',
            id="rooms.W004",
        )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https", "ws", "wss"}
            and bool(parts.hostname)
            and parts.port != 0  # reading it raises ValueError for what is no port
            and not (parts.query or parts.fragment or parts.username)
        )
    except ValueError:
        return False


def _credentials() -> Iterator[CheckMessage]:
    # A warning, because commands like makemigrations and collectstatic run where no secret is at hand.
    for key in ("LIVEKIT_HOST", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"):
        if not conf.value(key):
            yield Warning(
                f"{key} is not set: nobody can join.",
                hint=f'Set it in the environment, or ROOMS["{key}"].',
                id="rooms.W001",
            )
    if 0 < len(conf.livekit_api_secret) < SECRET_CHARACTERS:
        yield Warning(
            f"LIVEKIT_API_SECRET is shorter than {SECRET_CHARACTERS} characters.",
            hint="Make a longer one, here and in LiveKit's configuration: openssl rand -base64 36",
            id="rooms.W002",
        )


def _numbers() -> Iterator[CheckMessage]:
    for key, (kind, least) in NUMBERS.items():
        given = conf.value(key)
        try:
            fits = least <= kind(given) < float("inf") and not isinstance(given, bool)
        except (TypeError, ValueError, OverflowError):
            fits = False
        if not fits:
            a_number = "a whole number" if kind is int else "a number"
            yield Error(
                f'ROOMS["{key}"] = {given!r} is not {a_number} from {least:g}.',
                hint=f'The default is "{key}": {DEFAULTS[key]}.',
                id="rooms.E006",
            )
        elif key == "TOKEN_SECONDS" and kind(given) > MAX_TOKEN_SECONDS:
            yield Warning(
                f'ROOMS["{key}"] is cut to four hours: no token lives longer.',
                hint=f'Write "{key}": {MAX_TOKEN_SECONDS}.',
                id="rooms.W003",
            )


def _words() -> Iterator[CheckMessage]:
    for key, allowed in CHOICES.items():
        if conf.value(key) not in allowed:
            hint = f"It is one of: {', '.join(allowed)}."
            yield Error(f'ROOMS["{key}"] = {conf.value(key)!r} is unknown.', hint=hint, id="rooms.E007")
    for key in FLAGS:
        if str(conf.value(key)).strip().lower() not in FLAG_WORDS:
            hint = "Write True or False."
            yield Error(f"{key} = {conf.value(key)!r} is neither on nor off.", hint=hint, id="rooms.E008")
    for key in RATES:
        if not re.fullmatch(r"[1-9][0-9]*/(s|sec|second|m|min|minute|h|hour|d|day)", str(conf.value(key))):
            yield Error(
                f'ROOMS["{key}"] = {conf.value(key)!r} is not a rate.',
                hint=f'Write a number, a slash and second, minute, hour or day: "{DEFAULTS[key]}".',
                id="rooms.E009",
            )


def _metrics() -> Iterator[CheckMessage]:
    # What it opens is no secret of people, but of the business; a short one can be tried out.
    if 0 < len(conf.metrics_token) < METRICS_TOKEN_CHARACTERS:
        yield Warning(
            f'ROOMS["METRICS_TOKEN"] is shorter than {METRICS_TOKEN_CHARACTERS} characters.',
            hint="Make a longer one, here and in Prometheus' configuration: openssl rand -hex 24",
            id="rooms.W006",
        )


def _django() -> Iterator[CheckMessage]:
    if not settings.USE_TZ:
        hint = "Write USE_TZ = True."
        yield Error("Rooms computes with aware times only.", hint=hint, id="rooms.E010")
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "sqlite":
        mode = database.settings_dict.get("OPTIONS", {}).get("transaction_mode") or ""
        if mode.upper() != "IMMEDIATE":
            yield Warning(
                "SQLite's transactions begin without the write lock: two at once fail where they could wait.",
                hint='Add "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10} to the database.',
                id="rooms.W005",
            )
