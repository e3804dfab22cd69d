"""The database of the tests: SQLite's file, or a PostgreSQL server of this run (see `database_settings`)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from dev.postgresql import PostgreSQLServer
from estuary.databases import postgresql

#: Who asks for one of these meets a database; `stack` is the whole product, in processes of its own.
FIXTURES = frozenset({"db", "transactional_db", "live_server", "stack"})


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what meets a database: the rest has no second answer to give."""
    if is_postgresql():
        config.hook.pytest_deselected(items=[item for item in items if not _meets_database(item)])
        items[:] = [item for item in items if _meets_database(item)]


def _meets_database(item: pytest.Item) -> bool:
    asked = FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The server of this run, before its first database is made and until the last one is gone."""
    if not is_postgresql():
        yield
        return
    with PostgreSQLServer(log=tmp_path_factory.mktemp("postgresql") / "postgresql.log") as server:
        found = postgresql(server.url("postgres"), connections=1)
        # Every thread's connection reads the same dict.
        connection.settings_dict.update({name: found[name] for name in ("HOST", "PORT", "USER", "PASSWORD")})
        yield


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
        yield
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
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()
