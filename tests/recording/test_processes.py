"""Who started whom is read right: with programs of our own making."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.child import Child
from tests.live.caller import wait_until
from tests.recording.processes import kill, programs_of, started_by, wait_until_alone

#: Starts two programs of these names, says so, and waits for them.
CODE = """
import subprocess, sys
started = [subprocess.Popen([path, "600"]) for path in sys.argv[1:]]
print("started", flush=True)
for one in started:
    one.wait()
print("alone", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    sleep = "/bin/sleep"
    names = [tmp_path / name for name in ("Xvfb", "chromium-bin")]
    for name in names:
        name.symlink_to(sleep)
    child = Child(
        "one",
        [sys.executable, "-c", CODE, *(str(name) for name in names)],
        log=tmp_path / "one.log",
        environment=os.environ,
    )
    child.start()
    wait_until(lambda: "started" in child.output(), what="it has started both")
    yield child
    child.kill()


def test_what_it_started_and_what_those_started_is_found(child: Child) -> None:
    assert programs_of(child) == {"Xvfb", "chromium"}
    names = [process.name for process in started_by(child)]
    assert "Xvfb" in names
    assert len(names) >= 3


def test_one_is_killed_and_the_others_are_not(child: Child) -> None:
    kill(child, "chromium")
    wait_until(lambda: programs_of(child) == {"Xvfb"}, what="one is gone")


def test_one_waits_until_nothing_is_left(child: Child) -> None:
    for program in ("Xvfb", "chromium"):
        kill(child, program)
    wait_until_alone(child)
    assert programs_of(child) == set()
