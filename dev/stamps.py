"""Has something changed since a step was last done? By content, so that a checkout fools nobody."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from dev import paths


def digest(files: Iterable[Path], *words: str) -> str:
    """One hash over some words and the names and contents of files (of a folder: all that is below)."""
    result = hashlib.sha256()
    for word in words:
        result.update(f"{word}\0".encode())
    for file in sorted(set(_expand(files))):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        result.update(f"{file.relative_to(paths.ROOT)}\0{content}\0".encode())
    return result.hexdigest()


def _expand(files: Iterable[Path]) -> Iterable[Path]:
    for file in files:
        if file.is_dir():
            yield from (
                below for below in file.rglob("*") if below.is_file() and "__pycache__" not in below.parts
            )
        elif file.exists():
            yield file


class Stamp:
    """Remembers, in .cache/stamps, for which digest a step was last done."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def _file(self) -> Path:
        return paths.CACHE / "stamps" / self._name

    @property
    def value(self) -> str:
        """What it was set to; empty if never, or cleared since."""
        return self._file.read_text(encoding="utf-8") if self._file.exists() else ""

    def is_fresh(self, current: str) -> bool:
        return self.value == current

    def set(self, current: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(current, encoding="utf-8")

    def clear(self) -> None:
        """Before a step that may fail half-way."""
        self._file.unlink(missing_ok=True)
