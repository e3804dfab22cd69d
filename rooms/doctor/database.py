from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from rooms.doctor.finding import Finding, well, wrong

OLDEST_POSTGRESQL = 14


def look() -> Finding:
    """It answers, has our tables, and lets several write."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            first = missing[0][0]
            return wrong(
                f"{len(missing)} migrations are not applied; the first is {first.app_label}.{first.name}",
                "manage.py migrate",
            )
        return _sqlite() if connection.vendor == "sqlite" else _other()
    except (DatabaseError, InterfaceError) as error:
        return wrong(
            f"the database does not answer: {type(error).__name__}", "Is it running? manage.py dbshell"
        )


def _sqlite() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (journal,) = cursor.fetchone()
    # In memory, as tests have it, there is one process and no journal to choose.
    if journal not in {"wal", "memory"}:
        return wrong(
            f"SQLite's journal is {journal}: who reads keeps others from writing",
            'Add "init_command": "PRAGMA journal_mode=WAL" to the OPTIONS of the database.',
        )
    mode = connection.settings_dict.get("OPTIONS", {}).get("transaction_mode") or ""
    if mode.upper() != "IMMEDIATE":
        return wrong(
            "SQLite's transactions begin without the write lock: two at once fail where they could wait",
            'Add "transaction_mode": "IMMEDIATE" to the OPTIONS of the database.',
        )
    return well("SQLite, write-ahead log, all migrations applied")


def _other() -> Finding:
    version = connection.get_database_version()[0]
    if connection.vendor == "postgresql" and version < OLDEST_POSTGRESQL:
        return wrong(f"PostgreSQL {version} is too old", f"Take {OLDEST_POSTGRESQL} or newer.")
    return well(f"{connection.display_name} {version}, all migrations applied")
