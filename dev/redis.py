"""One Redis server that nobody will miss: for a LiveKit whose rooms outlive it, on loopback, in memory alone.

with RedisServer(directory=tmp_path) as redis, LiveKitServer(directory=tmp_path, redis=redis.url) as livekit:
    ...
"""

import os
import shutil
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from dev import ports, system_packages, versions
from dev.child import Child
from dev.failure import Problem
from dev.local_secrets import random_secret
from dev.readiness import start_somewhere

READY_SECONDS = 30.0
STOP_SECONDS = 5.0


def find_or_install() -> Path:
    """The program: on the PATH, else from Debian's package, said aloud.

    Raises:
        Problem: there is none and none can be installed.
    """
    found = shutil.which("redis-server")
    if found is None:
        system_packages.install("redis-server", because="No Redis server was found.")
        found = shutil.which("redis-server")
    if found is None:
        raise Problem(
            "No Redis server was found, not even after installing one.", "Put redis-server on the PATH."
        )
    return Path(found)


def words(program: Path) -> str:
    """For people: "7.0.15, /usr/bin/redis-server"."""
    version = versions.parse(versions.printed_by([program, "--version"])) or ()
    return f"{'.'.join(map(str, version))}, {program}"


class RedisServer:
    """A real server. Use it as a context manager, or call `start` and `stop`; what it holds goes with it.

    It has a password of its own: whoever reaches a recorder's Redis orders recordings of any room, and reads tokens.

    Args:
        directory: its log (`log/redis.log`) and the file with its password (`redis.conf`) go here.
    """

    def __init__(self, *, directory: Path) -> None:
        self.directory = directory
        self.port = ports.choose()
        self._password = random_secret()
        self._program = find_or_install()
        self.child = self._make_child()

    @property
    def address(self) -> str:
        """Where it listens, as host:port."""
        return f"{ports.LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        """What LiveKit and the recorder dial, with its password."""
        return f"redis://:{self._password}@{self.address}"

    def answers(self) -> bool:
        """Whether it takes commands."""
        try:
            with socket.create_connection((ports.LOOPBACK, self.port), timeout=1) as line:
                line.sendall(f"AUTH {self._password}\r\n".encode())
                return line.recv(16).startswith(b"+OK")
        except OSError:
            return False

    def start(self) -> None:
        """Start it and return when it answers.

        Raises:
            Problem: it ended at once or never answered; with what it said.
        """
        start_somewhere(self._begin, self.answers, within=READY_SECONDS, taken="in use", move=self._move)

    def stop(self) -> None:
        """End it, whoever is connected."""
        self.child.stop(within=STOP_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _begin(self) -> Child:
        # Not on the command line, which everybody on this machine can read.
        with open(os.open(self._config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"requirepass {self._password}\n")
        self.child.start()
        return self.child

    def _move(self) -> None:
        self.port = ports.choose()
        self.child = self._make_child()

    @property
    def _config(self) -> Path:
        return self.directory / "redis.conf"

    def _make_child(self) -> Child:
        self.directory.mkdir(parents=True, exist_ok=True)
        listens = ["--bind", ports.LOOPBACK, "--port", str(self.port)]
        keeps_nothing = ["--save", "", "--appendonly", "no", "--dir", str(self.directory)]
        return Child(
            "Redis",
            [self._program, self._config, *listens, *keeps_nothing],
            log=self.directory / "log" / "redis.log",
            environment=dict(os.environ),
        )
