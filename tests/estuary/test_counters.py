"""The cache that several processes share: what Django's own tests ask of one, and what it costs."""

from collections.abc import Iterator
from unittest import mock

import pytest
from django.core.cache.backends.base import BaseCache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from estuary import counters
from estuary.counters import Counters

pytestmark = pytest.mark.django_db
TABLE = "counters_of_a_test"


@pytest.fixture
def cache() -> Iterator[BaseCache]:
    """In a table of its own; both databases know the statement that it writes with."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {TABLE} (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
            f" expires {'timestamptz' if connection.vendor == 'postgresql' else 'datetime'} NOT NULL)"
        )
    yield Counters(TABLE, {"OPTIONS": {"MAX_ENTRIES": 4, "CULL_FREQUENCY": 2}})
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def test_what_is_set_is_there_and_the_last_holds(cache: BaseCache) -> None:
    cache.set("throttle_jonas", [1.5, 2.5])
    cache.set("throttle_jonas", [1.5, 2.5, 3.5])

    assert cache.get("throttle_jonas") == [1.5, 2.5, 3.5]
    assert cache.get("throttle_mara", "nothing") == "nothing"
    assert entries() == 1


def test_it_runs_out(cache: BaseCache) -> None:
    cache.set("gone", 1, timeout=-1)
    cache.set("for_ever", 1, timeout=None)

    assert cache.get("gone") is None
    assert cache.get("for_ever") == 1


def test_added_and_touched_as_ever(cache: BaseCache) -> None:
    assert cache.add("wrong_passwords", 1)
    assert not cache.add("wrong_passwords", 2)
    assert cache.incr("wrong_passwords") == 2
    assert cache.touch("wrong_passwords", 60)
    assert cache.get("wrong_passwords") == 2


def test_a_write_is_one_statement(cache: BaseCache) -> None:
    cache.set("throttle_jonas", [1.5])
    with mock.patch.object(counters, "random", return_value=0.5), CaptureQueriesContext(connection) as found:
        cache.set("throttle_jonas", [1.5, 2.5])

    assert len(found) == 1


def test_now_and_then_what_is_too_much_is_thrown_away(cache: BaseCache) -> None:
    with mock.patch.object(counters, "random", return_value=0.5):
        for number in range(8):
            cache.set(f"old_{number}", number, timeout=-1)
    assert entries() == 8

    with mock.patch.object(counters, "random", return_value=0.0):
        cache.set("new", 1)

    assert entries() == 1
    assert cache.get("new") == 1


def test_few_are_kept_however_often_it_looks(cache: BaseCache) -> None:
    with mock.patch.object(counters, "random", return_value=0.0):
        for name in ("a", "b", "c"):
            cache.set(name, 1)

    assert entries() == 3
