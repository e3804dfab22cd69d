"""Two set-ups in one working copy (`make run` beside `make test`) would build into each other's files."""

import contextlib
import fcntl
import time
from collections.abc import Iterator

from dev import paths
from dev.console import console


@contextlib.contextmanager
def one_setup_at_a_time() -> Iterator[None]:
    """Wait until no other set-up goes on in this working copy, then hold it."""
    paths.CACHE.mkdir(exist_ok=True)
    with (paths.CACHE / "setup.lock").open("w", encoding="utf-8") as file:
        if not _taken(file.fileno()):
            with console.step("waiting for another set-up in this working copy"):
                while not _taken(file.fileno()):
                    time.sleep(0.5)
        yield


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
