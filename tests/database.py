"""The database of the tests: SQLite's file, or a PostgreSQL server of this run (see `database_settings`)."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from secrets import token_hex
from typing import Protocol

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from dev.postgresql import PostgreSQLServer
from dev.stack import Stack
from estuary.databases import postgresql

pytest_plugins = ("tests.door",)

#: Of Django, where the database is PostgreSQL.
PROCESSES = 2

#: Of the tests with browsers and calls, what runs on PostgreSQL every time: those that write most.
EVERY_TIME = {"test_session.py", "test_individual_call.py", "test_over_http.py"}

#: Of the reference host, what only shows: its pages and its demo. What they read and call is run there every time.
SHOWS = re.compile(r"test_(demo_|\w*pages?\.|statement|day\.|recordings_on_)")

#: Who asks for one of these meets a database; `stack` is the whole product, in processes of its own.
FIXTURES = frozenset({"db", "transactional_db", "live_server", "stack"})


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what meets a database: the rest has no second answer to give.

    Of those with browsers and calls some, and none of what only shows; the others are for `make test-all`.
    """
    if is_postgresql():
        config.hook.pytest_deselected(items=[item for item in items if not _meets_database(item)])
        items[:] = [item for item in items if _meets_database(item)]
        for item in items:
            if (_is_slow(item) and item.path.name not in EVERY_TIME) or _only_shows(item):
                item.add_marker(pytest.mark.long)


def _is_slow(item: pytest.Item) -> bool:
    # The folders give their marks later than this.
    marked = any(item.get_closest_marker(name) is not None for name in ("e2e", "live"))
    return marked or item.path.parent.name in {"e2e", "live"}


def _only_shows(item: pytest.Item) -> bool:
    return item.path.parent.name == "estuary" and SHOWS.match(item.path.name) is not None


def _meets_database(item: pytest.Item) -> bool:
    asked = FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQLServer]:
    """The server of this run."""
    with PostgreSQLServer(log=tmp_path_factory.mktemp("postgresql") / "postgresql.log") as server:
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, request: pytest.FixtureRequest
) -> None:
    """Where the server is; before the tests' database is made."""
    if is_postgresql():
        server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
        found = postgresql(server.url("postgres"), connections=0)
        # Every thread's connection reads the same dict.
        connection.settings_dict.update({name: found[name] for name in ("HOST", "PORT", "USER", "PASSWORD")})


class MakeStack(Protocol):
    def __call__(
        self,
        name: str,
        extra: Mapping[str, str],
        *,
        recording: bool = ...,
        recorder_extra: Mapping[str, str] | None = ...,
    ) -> Stack: ...


@pytest.fixture(scope="session")
def make_stack(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> MakeStack:
    """The product, to be started, with `extra` environment: one process on SQLite, several on PostgreSQL.

    With `recording` a recorder belongs to it, with `recorder_extra` more in its environment.
    """

    def make(
        name: str,
        extra: Mapping[str, str],
        *,
        recording: bool = False,
        recorder_extra: Mapping[str, str] | None = None,
    ) -> Stack:
        directory = tmp_path_factory.mktemp(name)
        if not is_postgresql():
            return Stack(directory=directory, extra=extra, recording=recording, recorder_extra=recorder_extra)
        server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
        url = server.create_database(f"{directory.name}_{token_hex(4)}")
        return Stack(
            directory=directory,
            extra=extra,
            database_url=url,
            processes=PROCESSES,
            recording=recording,
            recorder_extra=recorder_extra,
        )

    return make


def environment_of_tests() -> dict[str, str]:
    """For a process of its own that shall meet the database of the tests."""
    found = connection.settings_dict
    if not is_postgresql():
        return {"DATABASE_PATH": str(found["NAME"])}
    server = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
    return {"DATABASE_URL": f"postgresql://{server}/{found['NAME']}"}


@contextmanager
def held_by_somebody_else() -> Iterator[None]:
    """A second, real connection that holds every lock a writer needs, while ours waits a moment only."""
    with _all_tables_locked() if is_postgresql() else _write_lock_taken(), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'" if is_postgresql() else "PRAGMA busy_timeout = 50")
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout" if is_postgresql() else "PRAGMA busy_timeout = 10000")


@contextmanager
def _all_tables_locked() -> Iterator[None]:
    with psycopg.connect(environment_of_tests()["DATABASE_URL"]) as other:
        for table in connection.introspection.table_names():
            other.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.Identifier(table)))
        yield
        other.rollback()


@contextmanager
def _write_lock_taken() -> Iterator[None]:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.rollback()
