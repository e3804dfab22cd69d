"""Waiting for a server that we have started."""

import sys
from pathlib import Path

import pytest

from dev.child import Child
from dev.failure import Problem
from dev.readiness import wait_until_ready

SLEEPS = "import time; print('up', flush=True); time.sleep(60)"


def a_server(folder: Path, code: str) -> Child:
    return Child("The server", [sys.executable, "-c", code], log=folder / "server.log", environment={})


def test_one_that_becomes_ready_is_waited_for_no_longer(tmp_path: Path) -> None:
    server = a_server(tmp_path, SLEEPS)
    server.start()
    try:
        wait_until_ready(server, lambda: "up" in server.output(), within=30)
        assert server.running
    finally:
        server.kill()


def test_one_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    server = a_server(tmp_path, "print('no such port')")
    server.start()
    with pytest.raises(Problem, match="The server ended right after its start") as failure:
        wait_until_ready(server, lambda: False, within=30)
    assert "no such port" in failure.value.details


def test_one_that_never_becomes_ready_is_given_up(tmp_path: Path) -> None:
    server = a_server(tmp_path, SLEEPS)
    server.start()
    try:
        with pytest.raises(Problem, match="The server was not ready after 0 s"):
            wait_until_ready(server, lambda: False, within=0.2)
    finally:
        server.kill()
