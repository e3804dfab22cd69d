"""A real Redis server, and a LiveKit whose rooms outlive it there."""

import asyncio
import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from livekit import api

from dev import livekit_config, ports, redis, system_packages
from dev.failure import Problem
from dev.livekit import LiveKitServer
from dev.livekit_config import LiveKitPorts
from dev.redis import RedisServer
from tests.dev.conftest import is_alive
from tests.dev.test_livekit import rooms_after_creating


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(directory=tmp_path) as server:
        yield server


def ask(server: RedisServer, command: str, *, password: str | None) -> str:
    """What it says to one command, of somebody who says a password first (or says none)."""
    at = urlsplit(server.url)
    with socket.create_connection((at.hostname, at.port), timeout=5) as line, line.makefile("rb") as said:
        if password is not None:
            line.sendall(f"AUTH {password}\r\n".encode())
            said.readline()
        line.sendall(f"{command}\r\n".encode())
        line.shutdown(socket.SHUT_WR)
        return said.read().decode()


def password(server: RedisServer) -> str:
    return urlsplit(server.url).password or ""


def test_it_answers_on_this_machine_alone_and_keeps_nothing(server: RedisServer, tmp_path: Path) -> None:
    assert server.answers()
    assert server.address.startswith("127.0.0.1:")
    assert ask(server, "SET room 1", password=password(server)) == "+OK\r\n"
    assert "save\r\n$0" in ask(server, "CONFIG GET save", password=password(server))
    server.stop()
    assert not server.answers()
    assert {path.name for path in tmp_path.iterdir()} == {"log", "redis.conf"}


def test_others_on_this_machine_order_nothing_and_read_nothing(server: RedisServer, tmp_path: Path) -> None:
    assert ask(server, "KEYS *", password=None).startswith("-NOAUTH")
    assert ask(server, "KEYS *", password="a guess").startswith("-NOAUTH")
    kept = tmp_path / "redis.conf"
    assert password(server) in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not any(password(server) in part for part in server.child.command)


def test_each_has_a_password_of_its_own(tmp_path: Path) -> None:
    one, other = RedisServer(directory=tmp_path / "one"), RedisServer(directory=tmp_path / "other")
    assert password(one) != password(other)


def test_it_is_gone_with_its_context(tmp_path: Path) -> None:
    with RedisServer(directory=tmp_path) as server:
        assert server.child._process is not None
        pid = server.child._process.pid
        assert is_alive(pid)
    assert not is_alive(pid)


def test_somebody_who_takes_its_port_first_only_moves_it(tmp_path: Path) -> None:
    server = RedisServer(directory=tmp_path)
    wanted = server.port
    with socket.socket() as thief:
        thief.bind((ports.LOOPBACK, wanted))
        thief.listen()
        with server:
            assert server.answers()
            assert server.port != wanted


def test_where_there_is_none_it_is_installed_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[tuple[str, ...], str]] = []
    found = iter([None, str(tmp_path / "redis-server")])
    monkeypatch.setattr("shutil.which", lambda name: next(found))
    monkeypatch.setattr(system_packages, "install", lambda *names, because: asked.append((names, because)))

    assert redis.find_or_install() == tmp_path / "redis-server"
    assert asked == [(("redis-server",), "No Redis server was found.")]


def test_where_none_can_be_had_that_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(system_packages, "install", lambda *names, because: None)

    with pytest.raises(Problem, match="not even after installing one"):
        redis.find_or_install()


def test_people_read_which_one_it_is() -> None:
    program = redis.find_or_install()
    version, _, path = redis.words(program).partition(", ")
    assert [part.isdigit() for part in version.split(".")] == [True, True, True]
    assert path == str(program)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", None),
        ("redis://:a-word@127.0.0.1:6390", {"address": "127.0.0.1:6390", "password": "a-word"}),
    ],
)
def test_livekit_is_told_of_it_where_there_is_one(
    url: str, told: dict[str, str] | None, tmp_path: Path
) -> None:
    path = tmp_path / "livekit.yaml"
    livekit_config.write(
        path,
        at=LiveKitPorts(1, 2, 3, 4),
        key="devkey",
        secret="s" * 32,
        webhook_urls=[],
        empty_timeout=300,
        redis=url,
    )
    assert json.loads(path.read_text()).get("redis") == told
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.live
def test_rooms_of_a_livekit_that_was_killed_are_listed_by_the_next(
    server: RedisServer, tmp_path: Path
) -> None:
    with LiveKitServer(directory=tmp_path, redis=server.url) as livekit:
        asyncio.run(rooms_after_creating(livekit, "kept"))
        livekit.kill()
        livekit.start()
        assert sorted(rooms_when_the_dead_one_is_forgotten(livekit, "new")) == ["kept", "new"]


def rooms_when_the_dead_one_is_forgotten(livekit: LiveKitServer, name: str) -> list[str]:
    """For some seconds LiveKit may give a new room to the server that died, by its word in Redis, and then says that
    nobody answers."""
    ends = monotonic() + 45
    while True:
        try:
            return asyncio.run(rooms_after_creating(livekit, name))
        except api.ServerError as error:
            if error.status != 503 or monotonic() > ends:
                raise
            sleep(0.5)
