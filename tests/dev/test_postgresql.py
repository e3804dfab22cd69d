"""A real PostgreSQL server: started, crashed, started again, gone with its data whatever ends its owner."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dev import paths, ports, postgresql, postgresql_programs
from dev.failure import Problem
from dev.postgresql import PREFIX, PostgreSQLServer
from tests.dev.conftest import is_alive

Programs = Callable[..., str]

OWNER = """
import sys, time
from pathlib import Path
from dev.postgresql import PostgreSQLServer
with PostgreSQLServer(log=Path(sys.argv[1])) as server:
    print(server.child._process.pid, server.url("postgres"), flush=True)
    time.sleep(600)
"""


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row and row[0]


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[Path]]]:
    """The data of servers of this test alone: others start theirs at the same time."""
    with tempfile.TemporaryDirectory() as own:
        # Where we are root, the server is somebody else.
        Path(own).chmod(0o711)
        monkeypatch.setattr(tempfile, "tempdir", own)
        yield lambda: list(Path(own).glob(f"{PREFIX}*"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgreSQLServer]:
    with PostgreSQLServer(log=tmp_path / "postgresql.log") as server:
        yield server


def test_it_answers_with_the_password_it_was_given_and_no_other(server: PostgreSQLServer) -> None:
    url = server.create_database("estuary")
    assert ask(url, "SELECT current_database()") == "estuary"
    assert ask(url, "SELECT upper('grüße')") == "GRÜßE"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(url.replace(server._password, "guessed"), "SELECT 1")
    assert ask(url, "SELECT inet_server_addr()::text") == "127.0.0.1/32"


def test_it_never_runs_as_root(server: PostgreSQLServer) -> None:
    user = subprocess.run(
        ["ps", "-o", "uid=", "-p", server._said_in_data()[0]], capture_output=True, text=True, check=True
    )
    assert int(user.stdout) != 0


def test_after_a_crash_it_comes_back_at_the_same_address_with_what_was_committed(
    server: PostgreSQLServer,
) -> None:
    url = server.create_database("estuary")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'here' AS word")
    server.kill()
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")
    server.start()
    assert ask(url, "SELECT word FROM kept") == "here"


def test_it_stops_at_once_though_somebody_is_connected_and_leaves_nothing(
    tmp_path: Path, folders: Callable[[], list[Path]]
) -> None:
    with PostgreSQLServer(log=tmp_path / "postgresql.log") as server:
        assert folders()
        connection = psycopg.connect(server.url("postgres"))
        started = time.monotonic()
    assert time.monotonic() - started < postgresql.STOP_SECONDS
    assert not folders()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_its_owner_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path / "postgresql.log")],
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert owner.stdout is not None
        leash, url = owner.stdout.readline().split()
        assert ask(url, "SELECT 1") == 1
        owner.send_signal(how)
        owner.communicate(timeout=30)
    finally:
        owner.kill()
    deadline = time.monotonic() + 20
    while is_alive(int(leash)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")


def test_a_server_of_the_developer_is_not_mistaken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGHOST": "db.example",
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PGSERVICE": "x",
    }.items():
        monkeypatch.setenv(name, value)
    with PostgreSQLServer(log=tmp_path / "postgresql.log") as server:
        server.create_database("estuary")


def test_a_port_that_somebody_takes_in_between_is_avoided(
    tmp_path: Path, server: PostgreSQLServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = ports.choose()
    offered = iter([server.port, free])
    monkeypatch.setattr(ports, "choose", lambda: next(offered))
    with PostgreSQLServer(log=tmp_path / "second.log") as second:
        assert second.port == free
        assert ask(second.url("postgres"), "SELECT 1") == 1


def test_one_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders: Callable[[], list[Path]]
) -> None:
    monkeypatch.setitem(postgresql.CAREFREE, "max_connections", "none")
    with (
        pytest.raises(Problem, match="ended right after its start") as failure,
        PostgreSQLServer(log=tmp_path / "postgresql.log"),
    ):
        pass
    assert "max_connections" in failure.value.details
    assert not folders()


def test_what_a_killed_run_left_behind_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name, owner, days in (
        ("killed", gone.pid, 0),
        ("running", os.getpid(), 0),
        ("in-the-making", None, 0),
        ("initialized", -gone.pid, 0),
        ("old", None, 2),
    ):
        data = tmp_path / f"{PREFIX}{name}" / "data"
        data.mkdir(parents=True)
        if owner is not None:
            (data / "postmaster.pid").write_text(f"{owner}\n{data}\n")
        os.utime(data.parent, times=(time.time() - days * 86_400,) * 2)
    postgresql._remove_left_behind()
    assert sorted(folder.name for folder in tmp_path.iterdir()) == [
        f"{PREFIX}in-the-making",
        f"{PREFIX}initialized",
        f"{PREFIX}running",
    ]


# --- Its programs
VERSION = "echo 'postgres (PostgreSQL) {}'"


def test_the_newest_is_taken_wherever_it_is(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs(initdb='', postgres=VERSION.format('15.18 (Debian)'))}:/bin")
    monkeypatch.setattr(postgresql_programs, "DEBIAN", tmp_path / "none")
    assert str(postgresql_programs.find_or_install()) == f"15.18, {tmp_path / 'bin'}"
    newer = tmp_path / "debian" / "17" / "bin"
    newer.mkdir(parents=True)
    for name, script in (("initdb", ""), ("postgres", VERSION.format("17.2"))):
        (newer / name).write_text(f"#!/bin/sh\n{script}\n")
        (newer / name).chmod(0o755)
    monkeypatch.setattr(postgresql_programs, "DEBIAN", tmp_path / "debian")
    assert postgresql_programs.find_or_install()["pg_isready"] == newer / "pg_isready"


def test_one_that_django_does_not_speak_to_is_refused(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs(initdb='', postgres=VERSION.format('13.9'))}:/bin")
    monkeypatch.setattr(postgresql_programs, "DEBIAN", tmp_path / "none")
    with pytest.raises(Problem, match=r"PostgreSQL 13\.9, .* is too old\. Install version 14 or newer"):
        postgresql_programs.find_or_install()


def test_where_there_is_none_it_is_installed_and_that_is_said(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put = 'case "$*" in *install*) cd "${0%/*}"; for p in initdb postgres; do'
    put += " printf '#!/bin/sh\\necho postgres 16.1\\n' > $p; /bin/chmod 755 $p; done;; esac"
    folder = programs(apt_get='echo "$@" >> "$0.calls"\n' + put)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", folder)
    monkeypatch.setattr(postgresql_programs, "DEBIAN", tmp_path / "none")
    assert postgresql_programs.find_or_install().version == (16, 1, 0)
    said = capsys.readouterr().out
    assert "No PostgreSQL server was found. Installing system packages with apt-get: postgresql" in said
    assert (
        (Path(folder) / "apt-get.calls")
        .read_text()
        .endswith("install --no-install-recommends --no-remove postgresql\n")
    )
