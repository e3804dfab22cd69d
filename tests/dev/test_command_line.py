"""What somebody reads who lacks something: one sentence, a next step, an exit code that is not 0."""

import os
import socket
import sys
from collections.abc import Callable, Iterator

import pytest

from dev import paths
from tests.dev.conftest import RunDev

Programs = Callable[..., str]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def last_line(text: str) -> str:
    return text.rstrip().splitlines()[-1]


@pytest.mark.parametrize("variable", ["PORT", "LIVEKIT_PORT"])
def test_a_port_in_use_is_named_with_the_way_out(run_dev: RunDev, taken_port: int, variable: str) -> None:
    ports = {"PORT": "21873", "LIVEKIT_PORT": "21874", variable: str(taken_port)}
    done = run_dev("run", **ports)
    assert done.returncode == 1
    assert f"Port {taken_port}" in last_line(done.stderr)
    assert "is in use by another program" in last_line(done.stderr)
    assert f"make run {variable}={taken_port + 1}" in last_line(done.stderr)


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80 80", "٣"])
def test_what_is_no_port_is_refused(run_dev: RunDev, text: str) -> None:
    done = run_dev("run", PORT=text)
    assert done.returncode == 1
    assert last_line(done.stderr).startswith(f"PORT={text} is not a port.")


def test_missing_node_is_named(run_dev: RunDev, programs: Programs) -> None:
    done = run_dev("run", PATH=programs(), PORT="21873", LIVEKIT_PORT="21874")
    assert done.returncode == 1
    assert last_line(done.stderr).startswith(
        "Node.js was not found on the PATH. Install Node.js 20.0 or newer"
    )


def test_an_old_node_is_named_with_its_version(run_dev: RunDev, programs: Programs) -> None:
    path = programs(node="echo v18.20.4", npm="echo 10.0.0")
    done = run_dev("run", PATH=path, PORT="21873", LIVEKIT_PORT="21874")
    assert last_line(done.stderr).startswith("Node.js v18.20.4 is too old.")


def test_node_without_npm_is_not_enough(run_dev: RunDev, programs: Programs) -> None:
    done = run_dev("run", PATH=programs(node="echo v22.1.0"), PORT="21873", LIVEKIT_PORT="21874")
    assert last_line(done.stderr).startswith("npm was not found on the PATH.")


def test_neither_livekit_nor_go_is_named(run_dev: RunDev, programs: Programs) -> None:
    path = programs(node="echo v22.1.0", npm="echo 10.0.0")
    done = run_dev("run", PATH=path, PORT="21873", LIVEKIT_PORT="21874")
    assert done.returncode == 1
    assert last_line(done.stderr) == (
        "There is neither a livekit-server nor Go to build one with. "
        "Install Go 1.26 or newer (https://go.dev/dl/), or put livekit-server 1.13.5 on the PATH."
    )


def test_half_a_livekit_server_of_ones_own_is_refused(run_dev: RunDev) -> None:
    done = run_dev("run", PORT="21873", LIVEKIT_HOST="wss://rooms.livekit.example", LIVEKIT_API_KEY="key")
    assert done.returncode == 1
    assert last_line(done.stderr).startswith(
        "To use a LiveKit server of your own, LIVEKIT_API_SECRET must be set too."
    )


def test_an_unknown_command_shows_the_known_ones(run_dev: RunDev) -> None:
    done = run_dev("walk")
    assert done.returncode == 2
    assert "demo-data" in done.stdout


def test_every_command_has_a_make_target() -> None:
    from dev.command_line import COMMANDS

    makefile = (paths.ROOT / "Makefile").read_text()
    (targets,) = (line.partition(":=")[2].split() for line in makefile.splitlines() if "TARGETS :=" in line)
    assert sorted(targets) == sorted(COMMANDS)


def test_what_an_old_python_must_read_has_only_old_syntax() -> None:
    """3.7 could not say more than this; the rest is never read by it."""
    import ast

    ast.parse((paths.ROOT / "dev" / "__main__.py").read_text(), feature_version=(3, 7))
    assert sys.version_info >= (3, 11)
    assert os.access(paths.ROOT / ".ci" / "run", os.X_OK)
