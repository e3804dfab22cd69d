"""A host that keeps what it is told in a table of its own, in the same database, and so can count it."""

from collections.abc import Iterator, Mapping

import pytest
from django.db import connection
from pytest_django import Settings

from rooms.host import Host, Kind, Person
from rooms.statement import Statement


class CountingHost(Host):
    """Set `trouble` to have it fail after it has written."""

    trouble: Exception | None = None

    def clients(self, kind: Kind, ref: str) -> list[Person]:
        return []

    def record_outcome(
        self,
        kind: Kind,
        ref: str,
        outcome: str,
        statement: Statement,
        people: Mapping[str, bool],
        previous: str | None,
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO told (ref, outcome) VALUES (%s, %s)", [ref, outcome])
        if self.trouble is not None:
            raise self.trouble


HOST = CountingHost()


@pytest.fixture
def counting_host(transactional_db: None, settings: Settings) -> Iterator[CountingHost]:
    settings.ROOMS = {**settings.ROOMS, "HOST": "tests.effects.told_table.HOST"}
    HOST.trouble = None
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE told (ref varchar(64), outcome varchar(30))")
    yield HOST
    HOST.trouble = None
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE told")


def count_told(ref: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM told WHERE ref = %s", [ref])
        (number,) = cursor.fetchone()
    return int(number)
