"""Who runs the product in this working copy: at most one, and others can find out where."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import IO

from dev import paths
from dev.failure import Problem

_note = paths.VAR / "running.json"
_lock = paths.VAR / "running.lock"


@dataclass(frozen=True)
class Running:
    """Where the running product is, and the process that holds it.

    Attributes:
        recording: what of Django's environment makes it record; empty where it does not.
    """

    url: str
    livekit_url: str
    process: int
    recording: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def only_one(url: str, livekit_url: str, recording: Mapping[str, str] | None = None) -> Iterator[None]:
    """Hold the working copy while the product runs. The kernel lets go of the lock however we end.

    Raises:
        Problem: somebody was faster.
    """
    paths.VAR.mkdir(exist_ok=True)
    with _lock.open("w", encoding="utf-8") as file:
        deadline = time.monotonic() + 1.0
        while not _locked(file, fcntl.LOCK_EX):
            # `find` holds it for an instant.
            if time.monotonic() > deadline:
                raise Problem("It has just been started in this working copy.", "Use another clone.")
            time.sleep(0.05)
        held = Running(url, livekit_url, os.getpid(), dict(recording or {}))
        _note.write_text(json.dumps(asdict(held)), encoding="utf-8")
        try:
            yield
        finally:
            _note.unlink(missing_ok=True)


def find() -> Running | None:
    """The running product, if there is one."""
    if not _lock.exists():
        return None
    with _lock.open("r", encoding="utf-8") as file:
        if _locked(file, fcntl.LOCK_SH):
            return None
    try:
        return Running(**json.loads(_note.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):  # it is just starting or just ending
        return None


def _locked(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
