"""Processes for the tests of what starts, watches and ends processes. Nothing here is a stand-in."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dev import idle_packages, paths
from dev.child import Child

HERE = Path(__file__).parent

Start = Callable[..., "subprocess.Popen[str]"]
RunDev = Callable[..., "subprocess.CompletedProcess[str]"]


def noted_processes(folder: Path) -> list[int]:
    """The ids that stubborn programs have left in a folder."""
    return sorted(int(note.name.split(".")[1]) for note in folder.glob("*.pid"))


def is_alive(process: int) -> bool:
    """Whether it runs; one that has ended and only waits for its parent to look does not."""
    try:
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):  # it may end between the look and the read
        return False


def all_ended(folder: Path, *, within: float = 10.0) -> bool:
    """Whether every noted process ends in time; there must be some."""
    processes = noted_processes(folder)
    assert processes
    deadline = time.monotonic() + within
    while any(map(is_alive, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def wait_for_notes(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(noted_processes(folder)) < count:
        assert time.monotonic() < deadline, "the programs have not started"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path) -> Iterator[None]:
    """A failing test leaves no process behind either."""
    yield
    for process in noted_processes(tmp_path):
        if is_alive(process):
            os.kill(process, signal.SIGKILL)


@pytest.fixture(autouse=True)
def this_machine_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test lets a stand-in for apt install."""
    monkeypatch.setattr(idle_packages, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(idle_packages, "AT_BOOT", {})


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Start a program that refuses to end; optionally only the first `patience` times."""
    children = []

    def start(patience: int | None = None) -> Child:
        command = [sys.executable, str(HERE / "stubborn.py"), str(tmp_path)]
        if patience is not None:
            command.append(str(patience))
        child = Child("stubborn", command, log=tmp_path / "stubborn.log", environment=os.environ)
        children.append(child)
        child.start()
        wait_for_notes(tmp_path, 2)
        return child

    yield start
    for child in children:
        child.kill()


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor of two stubborn programs, in a process group of its own; wait for it."""
    started: list[subprocess.Popen[str]] = []

    def start(*prefix: str, **environment: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*prefix, sys.executable, str(HERE / "supervising.py"), str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=paths.ROOT,
            env={**os.environ, "PYTHONPATH": str(paths.ROOT), **environment},
            start_new_session=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def run_dev(tmp_path: Path) -> RunDev:
    """Run `python3 -m dev …` in a working copy of its own that holds nothing but the developer's tools."""
    copy = tmp_path / "copy"
    shutil.copytree(paths.ROOT / "dev", copy / "dev", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(paths.MEDIA_SERVER, copy / "media" / "server")
    shutil.copytree(paths.MEDIA_RECORDER, copy / "media" / "recorder")

    def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LIVEKIT_")}
        return subprocess.run(
            [sys.executable, "-m", "dev", *arguments],
            cwd=copy,
            env={**inherited, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def programs(tmp_path: Path) -> Callable[..., str]:
    """Make a folder with programs that print what they are told to; returns it, to be a whole PATH."""

    def make(**scripts: str) -> str:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name, script in scripts.items():
            program = folder / name.replace("_", "-")
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)
        return str(folder)

    return make
