"""The database that the environment names: PostgreSQL by DATABASE_URL, else a file of SQLite."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

#: How long a statement may wait for a lock, or a request for a connection, before somebody is told to try again.
PATIENCE_SECONDS = 10


def read_database(default: Path) -> dict[str, Any]:
    """What goes into `DATABASES["default"]`.

    Args:
        default: SQLite's file, where DATABASE_PATH names no other.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url:
        return postgresql(url, connections=_read_number("DATABASE_CONNECTIONS", default=10))
    return sqlite(os.environ.get("DATABASE_PATH") or default)


def sqlite(path: Path | str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A transaction takes the write lock when it begins: one that first reads and then writes cannot
            # fail half-way because somebody else wrote in between; it waits, at most `timeout` seconds.
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def postgresql(url: str, *, connections: int) -> dict[str, Any]:
    """PostgreSQL through a pool.

    Under ASGI Django answers each request in a thread of its own: connections that belong to a thread
    (CONN_MAX_AGE) would pile up, and a new one for each request costs more than most requests do.

    Args:
        url: as libpq reads it, `postgresql://user:password@host/name?sslmode=require`; what it leaves out comes
            from PGPASSFILE, PGSERVICE and the like.
        connections: how many a process holds at most; all processes together must stay below the server's
            `max_connections` (100 by default). 0: one for each request, where something else pools (PgBouncer).
    """
    from psycopg import ProgrammingError  # not needed for SQLite
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = conninfo_to_dict(url)
    except ProgrammingError:
        # Its words might repeat the password.
        raise ImproperlyConfigured("DATABASE_URL is not an address of a PostgreSQL database.") from None
    pool = {"min_size": 1, "max_size": connections, "timeout": PATIENCE_SECONDS}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.pop("dbname", ""),
        "USER": found.pop("user", ""),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": found.pop("port", ""),
        # A connection that a restart of the server broke is replaced before somebody gets it.
        "CONN_HEALTH_CHECKS": True,
        # They outlive a transaction, and with it the connection that PgBouncer lends.
        "DISABLE_SERVER_SIDE_CURSORS": not connections,
        "OPTIONS": {
            "connect_timeout": 5,
            "options": f"-c lock_timeout={PATIENCE_SECONDS}s",
            **found,  # more exact than ours, where both say something
            **({"pool": pool} if connections else {}),
        },
    }


def _read_number(name: str, *, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if value and not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is not a number.")
    return int(value) if value else default
