"""What a recorder has started and what it leaves behind: read from /proc."""

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from dev.child import Child
from tests.live.caller import wait_until

#: What one recording takes, by the beginning of the program's name.
PROGRAMS = ("Xvfb", "pulseaudio", "chromium", "ffmpeg")


@dataclass(frozen=True)
class Process:
    """Attributes:
    name: of its program.
    parent: the id of who started it.
    """

    id: int
    name: str
    parent: int


def started_by(child: Child) -> list[Process]:
    """All that a child has started, and what those have started; those that have ended are left out."""
    assert child._process is not None, f"{child.name} does not run."
    children: dict[int, list[Process]] = {}
    for process in _all():
        children.setdefault(process.parent, []).append(process)
    mine: list[Process] = []
    parents = [child._process.pid]
    while parents:
        of_them = children.get(parents.pop(), [])
        mine += of_them
        parents += [process.id for process in of_them]
    return mine


def programs_of(child: Child) -> set[str]:
    """Which of the programs of a recording run below it."""
    names = [process.name for process in started_by(child)]
    return {program for program in PROGRAMS if any(name.startswith(program) for name in names)}


def kill(child: Child, program: str) -> None:
    """Kill the first one of this program below it, as the kernel does when memory is short."""
    found = next(process for process in started_by(child) if process.name.startswith(program))
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.id, signal.SIGKILL)


def wait_until_alone(child: Child) -> None:
    """Wait until nothing of a recording runs below it. Raises TimeoutError with what does."""
    wait_until(lambda: not programs_of(child), what="the recorder has ended what it started")


def _all() -> list[Process]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            # It may end while we read.
            with contextlib.suppress(OSError):
                head, _, rest = (folder / "stat").read_text().rpartition(")")
                state, parent = rest.split()[:2]
                if state != "Z":
                    found.append(Process(int(folder.name), head.partition("(")[2], int(parent)))
    return found
