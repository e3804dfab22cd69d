"""How a key of the `ROOMS` setting is read."""

import os
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

#: By key: a value, or what gives one at the moment.
Defaults = Mapping[str, object | Callable[[], object]]


def flag(value: object) -> bool:
    return str(value).strip().lower() in {"1", "true", "yes", "on"}


def environment(name: str, default: str = "") -> Callable[[], str]:
    return lambda: os.environ.get(name, default)


class Reader:
    """What the parts of the configuration have in common. Attributes: defaults: those of all parts."""

    defaults: ClassVar[Defaults] = {}

    def value(self, key: str) -> Any:
        """What a key holds: as set, or its default."""
        given: Mapping[str, object] = getattr(settings, "ROOMS", {})
        value = given.get(key, self.defaults[key])
        return value() if callable(value) else value

    def url(self, key: str, schemes: Mapping[str, str]) -> str:
        """An address without a slash at its end, with these schemes exchanged."""
        parts = urlsplit(str(self.value(key)))
        return urlunsplit(parts._replace(scheme=schemes.get(parts.scheme, parts.scheme))).rstrip("/")
