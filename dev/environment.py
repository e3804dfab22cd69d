"""The environment in which the product's own processes run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dev import ports
from dev.failure import Problem
from dev.local_secrets import LocalSecrets

# Set by whoever runs us (pytest-django, a shell), these would change the product under our hands.
# A DATABASE_URL is somebody's real one.
OURS_TO_SET = ("DJANGO_", "PYTEST_", "ROOMS_", "LIVEKIT_", "DATABASE_", "RECORDER_")
# What this machine calls itself; we ask there whether the product is ready.
OUR_HOSTS = f"localhost,{ports.LOOPBACK},[::1]"
LIVEKIT_VARIABLES = ("LIVEKIT_HOST", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")


@dataclass(frozen=True)
class LiveKitAccess:
    """How Django reaches a LiveKit server, ours or somebody else's."""

    url: str
    key: str
    secret: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "LiveKitAccess | None":
        """The server that the person named, or None to start one of our own. Half a name is a Problem."""
        missing = [name for name in LIVEKIT_VARIABLES if not environment.get(name)]
        if len(missing) == len(LIVEKIT_VARIABLES):
            return None
        if missing:
            raise Problem(
                f"To use a LiveKit server of your own, {' and '.join(missing)} must be set too.",
                f"Set {', '.join(LIVEKIT_VARIABLES)}, or none of them to have one started.",
            )
        return cls(*(environment[name] for name in LIVEKIT_VARIABLES))


def without_ours(environment: Mapping[str, str]) -> dict[str, str]:
    """All of it but what would change how the product behaves."""
    return {name: value for name, value in environment.items() if not name.startswith(OURS_TO_SET)}


def product_environment(
    *,
    directory: Path,
    static_root: Path,
    secrets: LocalSecrets,
    livekit: LiveKitAccess,
    extra: Mapping[str, str],
) -> dict[str, str]:
    """What Django, the worker and every `manage.py` of one stack see; `extra` has the last word."""
    return {
        **without_ours(os.environ),
        "DJANGO_SETTINGS_MODULE": "estuary.settings",
        "PYTHONUNBUFFERED": "1",
        "DEBUG": "0",
        "SECRET_KEY": secrets.django_secret_key,
        "ALLOWED_HOSTS": OUR_HOSTS,
        "CSRF_TRUSTED_ORIGINS": "",
        "DATABASE_PATH": str(directory / "estuary.sqlite3"),
        "STATIC_ROOT": str(static_root),
        "LIVEKIT_HOST": livekit.url,
        "LIVEKIT_API_KEY": livekit.key,
        "LIVEKIT_API_SECRET": livekit.secret,
        **extra,
    }
