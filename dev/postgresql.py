"""One PostgreSQL server with data that nobody will miss: for tests, on loopback, gone when it stops.

    with PostgreSQLServer(log=tmp_path / "postgresql.log") as server:
        server.create_database("estuary")
        environment = {"DATABASE_URL": server.url("estuary")}

It runs as `postgres` where we are root, because it refuses to run as root.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from signal import SIGINT
from types import TracebackType
from typing import Self

from dev import ports, postgresql_programs
from dev.child import Child
from dev.failure import Problem
from dev.local_secrets import random_secret
from dev.readiness import start_somewhere

USER = "rooms"
READY_SECONDS = 60.0
STOP_SECONDS = 10.0
PREFIX = "rooms-postgresql-"
# What a server whose owner was killed has left behind is taken away by a later one.
LEFT_BEHIND_SECONDS = 24 * 3600.0

# In the data's `postmaster.pid`, where `pg_ctl` looks for it, too.
STATUS_LINE = 7

# A crash of the machine may lose everything: that is what makes it fast. One of the server loses nothing that was
# committed (it would without `synchronous_commit`).
CAREFREE = {"fsync": "off", "full_page_writes": "off"}

ALWAYS = {
    # Several products and their pools may share the server.
    "max_connections": "200",
    # No sockets in folders of the system, and no memory outside the data that a killed server would leave.
    "unix_socket_directories": "",
    "dynamic_shared_memory_type": "mmap",
}


class PostgreSQLServer:
    """A real server. Use it as a context manager, or call `start` and `stop`.

    Args:
        log: file for what it says.
        carefree: a commit does not wait for the disk.
    """

    def __init__(self, *, log: Path, carefree: bool = True) -> None:
        self.port = ports.choose()
        self._log = log
        self._options = {**ALWAYS, **(CAREFREE if carefree else {})}
        self._programs = postgresql_programs.find_or_install()
        self._password = random_secret()
        self._account = _account_without_root()
        self._home: Path | None = None
        self._port_is_fixed = False
        # What a server that crashed has left in the data.
        self._left_behind: list[str] = []
        self.child = self._make_child()

    def url(self, database: str) -> str:
        """What goes into DATABASE_URL."""
        return f"postgresql://{USER}:{self._password}@{ports.LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Start it and return when it answers; after `kill` with the same data, on the same port.

        Raises:
            Problem: it ended at once or never answered; with what it said.
        """
        if self.child.running:
            return
        if self._home is None:
            self._home = self._make_home()
        start_somewhere(
            self._begin,
            self._is_ready,
            within=READY_SECONDS,
            taken="in use",
            move=None if self._port_is_fixed else self._move,
        )
        self._port_is_fixed = True

    def kill(self) -> None:
        """As a crash: every connection breaks. `start` brings it back with what was committed."""
        self.child.kill()

    def stop(self) -> None:
        """End it whoever is connected, and remove its data."""
        self.child.send(SIGINT)  # "fast"; SIGTERM would wait for everybody to hang up
        if not self.child.wait(STOP_SECONDS):
            self.child.kill()
        self.child.forget()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None

    def create_database(self, name: str) -> str:
        """Make an empty database; returns its URL."""
        self._run("createdb", "--host", ports.LOOPBACK, "--port", str(self.port), "--username", USER, name)
        return self.url(name)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_home(self) -> Path:
        """A folder that the server's account can reach (pytest's own are closed to others), with a cluster."""
        _remove_left_behind()
        home = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            secret = home / "password"
            secret.write_text(self._password, encoding="ascii")
            if self._account:
                for path in (home, secret):
                    os.chown(path, self._account.pw_uid, self._account.pw_gid)
            self._run(
                "initdb",
                *("--pgdata", str(home / "data"), "--username", USER, "--pwfile", str(secret)),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", _locale(), "--no-sync"),
                directory=home,
            )
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise
        return home

    @property
    def _data(self) -> Path:
        return (self._home or Path(os.devnull)) / "data"

    def _make_child(self) -> Child:
        options = [part for name, value in self._options.items() for part in ("-c", f"{name}={value}")]
        where = ["-D", str(self._data), "-h", ports.LOOPBACK, "-p", str(self.port)]
        return Child(
            "PostgreSQL",
            [*self._as_account(), self._programs["postgres"], *where, *options],
            log=self._log,
            environment=_environment(),
            directory=self._data.parent,
        )

    def _as_account(self) -> list[str]:
        if self._account is None:
            return []
        user, group = self._account.pw_uid, self._account.pw_gid
        # Changing the user makes the kernel forget with whom a process dies (see `dev.leash`): said again.
        return [
            "setpriv",
            *(f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig=KILL", "--"),
        ]

    def _said_in_data(self) -> list[str]:
        """The lines of `postmaster.pid`: whose answer on our port it is, a port cannot say."""
        try:
            return (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _begin(self) -> Child:
        self._left_behind = self._said_in_data()
        self.child = self._make_child()
        self.child.start()
        return self.child

    def _move(self) -> None:
        self.port = ports.choose()

    def _is_ready(self) -> bool:
        said = self._said_in_data()
        return said != self._left_behind and bool(said[STATUS_LINE:]) and said[STATUS_LINE].strip() == "ready"

    def _run(self, program: str, *arguments: str, directory: Path | None = None) -> None:
        command: Sequence[str | Path] = [*self._as_account(), self._programs[program], *arguments]
        done = subprocess.run(
            command,
            env=_environment() | {"PGPASSWORD": self._password},
            cwd=directory or self._home,
            capture_output=True,
            text=True,
            timeout=READY_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise Problem(f"PostgreSQL's {program} failed.", "What it said is above.", done.stderr.strip())


def _account_without_root() -> pwd.struct_passwd | None:
    """Who runs the server; None: we do, because we are not root.

    Raises:
        Problem: we are root, and cannot become anybody else.
    """
    if os.geteuid() != 0:
        return None
    if shutil.which("setpriv") is None:
        raise Problem(
            "PostgreSQL refuses to run as root, and there is no setpriv.", "Run this as another user."
        )
    # Debian's package makes the first; the second is everywhere.
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("PostgreSQL refuses to run as root.", "Run this as another user.")


def _environment() -> dict[str, str]:
    """Without what would send PostgreSQL's programs to another server (PGHOST, PGDATA, PGSERVICE …)."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return ours | {"LC_MESSAGES": "C"}


def _locale() -> str:
    return "C.UTF-8" if sys.platform.startswith("linux") else "en_US.UTF-8"


def _remove_left_behind() -> None:
    """The data of servers whose owner was killed; what has no server yet may be just in the making."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            is_old = time.time() - folder.stat().st_mtime > LEFT_BEHIND_SECONDS
            if is_old or _is_dead(folder / "data" / "postmaster.pid"):
                shutil.rmtree(folder, ignore_errors=True)
        except (FileNotFoundError, PermissionError):  # another run was faster, or it is another user's
            continue


def _is_dead(note: Path) -> bool:
    try:
        process = int(note.read_text(encoding="utf-8").split()[0])
        # `initdb` at work, one short process after the other, writes theirs with a minus: it is in the making.
        if process < 0:
            return False
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (FileNotFoundError, PermissionError, ValueError, IndexError):
        return False
    return False
