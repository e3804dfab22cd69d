"""What the room's pages say, from the catalogues that they use: a test names the meaning, not the wording."""

import json
import re
from functools import cache
from typing import Any, Literal

from dev import paths

Language = Literal["en", "de"]

CATALOGUES = paths.FRONTEND / "src" / "i18n" / "locales"


class Words:
    """The words of one language.

    >>> Words("en")("lobby.presence.inside", name="Dr. Rahman")
    'Dr. Rahman is in the room'
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, *, count: int | None = None, **values: str) -> str:
        """The words of a key such as `lobby.join.individual`.

        Raises:
            KeyError: the catalogue has no such words, or they leave a gap that no value fills.
        """
        values |= {} if count is None else {"count": str(count)}
        return re.sub(
            r"{{(\w+)}}",
            lambda gap: values[gap[1]],
            _find(self.language, _with_count(self.language, key, count)),
        )

    def pattern(self, key: str, *, count: int | None = None) -> re.Pattern[str]:
        """The same for a locator, with anything at all in the gaps."""
        parts = re.split(r"{{\w+}}", _find(self.language, _with_count(self.language, key, count)))
        return re.compile("^" + ".+".join(map(re.escape, parts)) + "$")


def _with_count(language: Language, key: str, count: int | None) -> str:
    """i18next's own order: an exact zero, then the form of the language (English and German have two)."""
    if count is None:
        return key
    if count == 0 and _has(language, f"{key}_zero"):
        return f"{key}_zero"
    return f"{key}_one" if count == 1 else f"{key}_other"


def _has(language: Language, key: str) -> bool:
    try:
        _find(language, key)
    except KeyError:
        return False
    return True


def _find(language: Language, key: str) -> str:
    file, *path = key.split(".")
    found: Any = _catalogue(language, file)
    for name in path:
        found = found[name]
    if not isinstance(found, str):
        raise KeyError(key)
    return found


@cache
def _catalogue(language: Language, file: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((CATALOGUES / language / f"{file}.json").read_text(encoding="utf-8"))
    return content
