"""What the settings read from the environment."""

import os
from collections.abc import Iterable, Mapping

_YES = {"1", "true", "yes", "on"}


def read_flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return value in _YES if value else default


def read_list(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def read_rooms(keys: Iterable[str]) -> Mapping[str, object]:
    """`ROOMS_<KEY>` for every key of the `ROOMS` setting: test stacks shorten times with it."""
    found = {key: os.environ.get(f"ROOMS_{key}", "") for key in keys}
    return {key: int(value) if value.isdigit() else value for key, value in found.items() if value}
