"""Django's cache in PostgreSQL, with one statement for each write: every request to the API counts for its throttle."""

import base64
import pickle
from datetime import UTC, datetime
from random import random
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

#: Django counts all entries at every write, to see whether there are too many; one in so many is often enough.
WRITES_BETWEEN_COUNTS = 1000

NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class Counters(DatabaseCache):
    """As its parent, which asks five times where a write needs one question: how many entries there are, and within a
    transaction whether this one is there.

    For PostgreSQL. `add` and `touch` are the parent's.
    """

    _table: str

    def _base_set(self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT) -> bool:
        if mode != "set":
            done: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
            return done
        if random() * WRITES_BETWEEN_COUNTS < 1:  # noqa: S311
            self._throw_away()
        ends = self.get_backend_timeout(timeout)
        expires = NEVER if ends is None else datetime.fromtimestamp(ends, UTC).replace(microsecond=0)
        kept = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {connection.ops.quote_name(self._table)} (cache_key, value, expires)"  # noqa: S608
                " VALUES (%s, %s, %s) ON CONFLICT (cache_key)"
                " DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires",
                [key, kept, connection.ops.adapt_datetimefield_value(expires)],
            )
        return True

    def _throw_away(self) -> None:
        """What has run out, and where that is not enough, some more."""
        database = router.db_for_write(self.cache_model_class)
        connection = connections[database]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(self._table)}")  # noqa: S608
            (count,) = cursor.fetchone()
            if count > self._max_entries:
                now = timezone.now().replace(microsecond=0)
                self._cull(database, cursor, now, count)  # type: ignore[attr-defined]
