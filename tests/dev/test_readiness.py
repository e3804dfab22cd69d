"""Waiting for a server that we have started."""

import sys
from pathlib import Path

import pytest

from dev.child import Child
from dev.failure import Problem
from dev.readiness import start_somewhere, wait_until_ready

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


class Movable:
    """A server whose port somebody has, until it has moved so often."""

    def __init__(self, folder: Path, *, free_after: int, says: str = "address in use") -> None:
        self.folder, self.free_after, self.says = folder, free_after, says
        self.moves = 0
        self.child = a_server(folder, SLEEPS)

    def begin(self) -> Child:
        is_free = self.moves >= self.free_after
        self.child = a_server(self.folder, SLEEPS if is_free else f"print({self.says!r})")
        self.child.start()
        return self.child

    def move(self) -> None:
        self.moves += 1

    def start(self, *, may_move: bool = True) -> None:
        start_somewhere(
            self.begin,
            lambda: "up" in self.child.output(),
            within=30,
            taken="in use",
            move=self.move if may_move else None,
        )


def test_one_whose_port_is_taken_moves_until_it_has_one(tmp_path: Path) -> None:
    server = Movable(tmp_path, free_after=2)
    try:
        server.start()
        assert (server.moves, server.child.running) == (2, True)
    finally:
        server.child.kill()


def test_but_not_for_ever(tmp_path: Path) -> None:
    server = Movable(tmp_path, free_after=3)
    with pytest.raises(Problem, match="ended right after its start"):
        server.start()
    assert not server.child.running


def test_nor_where_it_is_known_by_its_port(tmp_path: Path) -> None:
    server = Movable(tmp_path, free_after=1)
    with pytest.raises(Problem, match="ended right after its start"):
        server.start(may_move=False)
    assert server.moves == 0


def test_nor_for_another_reason(tmp_path: Path) -> None:
    server = Movable(tmp_path, free_after=1, says="no such folder")
    with pytest.raises(Problem, match="ended right after its start"):
        server.start()
    assert server.moves == 0
