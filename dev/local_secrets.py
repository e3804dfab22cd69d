"""Keys that a development copy makes for itself once and keeps, so that a log-in survives a restart."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path


def random_secret() -> str:
    """43 characters; LiveKit wants at least 32."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class LocalSecrets:
    """Django's secret key, and the key pair that Django and our own LiveKit server share."""

    django_secret_key: str
    livekit_api_key: str
    livekit_api_secret: str

    @classmethod
    def keep_in(cls, path: Path) -> "LocalSecrets":
        """Those in the file, readable for its owner only; where there is none, or it is broken, new ones."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{field.name: str(kept[field.name]) for field in fields(cls)})
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return cls._write_new(path)

    @classmethod
    def _write_new(cls, path: Path) -> "LocalSecrets":
        made = cls(random_secret(), f"dev{secrets.token_hex(6)}", random_secret())
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: `make demo-data` may read it while `make run` writes it.
        partial = path.with_suffix(f".{os.getpid()}.partial")
        with open(
            os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(asdict(made), file, indent=2)
        partial.replace(path)
        return made
