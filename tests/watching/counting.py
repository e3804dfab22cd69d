"""How often the process looks, and what it asks."""

import asyncio
from collections.abc import Iterator
from threading import current_thread
from typing import Any

import pytest
from django.db.backends.signals import connection_created

from rooms.live import reading
from tests.watching.listening import PATIENCE_SECONDS


class Queries:
    """What the threads of this process ask the database, by the beginning of their names."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def watch(self, connection: Any, **_: object) -> None:
        if self._note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._note)

    def of(self, thread: str) -> list[str]:
        return [sql for name, sql in self.asked if name.startswith(thread)]

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.asked.append((current_thread().name, sql))
        return execute(sql, params, many, context)


@pytest.fixture
def queries() -> Iterator[Queries]:
    queries = Queries()
    connection_created.connect(queries.watch)
    yield queries
    connection_created.disconnect(queries.watch)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many places each look was for."""
    found: list[int] = []
    read_seen = reading.read_seen

    def counted(places: Any) -> Any:
        found.append(len(places))
        return read_seen(places)

    monkeypatch.setattr(reading, "read_seen", counted)
    return found


async def begin(looks: list[int], times: int) -> None:
    """So many more looks have begun; all but the last of them are over."""
    enough = len(looks) + times
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(looks) < enough:
            await asyncio.sleep(0.01)
