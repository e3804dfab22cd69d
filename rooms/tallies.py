"""Counts what operators look at: repairs of the ledger, refused joins. The only writer of `Tally`.

A process of its own could not count for all of them, and forgets with each restart; a row does neither.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.utils import timezone

from rooms.models import Tally

logger = logging.getLogger("rooms.tallies")

#: A count is worth no waiting: whoever is refused wants their answer.
PATIENCE_MILLISECONDS = 100

#: What a reconcile put right; labels such as `missed_join`.
RECONCILE_REPAIR = "reconcile_repair"
#: Who asked to enter and may not; the label is the code.
JOIN_REFUSED = "join_refused"
#: A token that could not be made; the label is the code.
TOKEN_FAILED = "token_failed"  # noqa: S105  the name of a count
#: What became of recordings.
RECORDING_ENDED = "recording_ended"
#: The labels that are there before the first time: who watches a count must see it go from 0 to 1.
KNOWN_LABELS = {
    RECONCILE_REPAIR: ("missed_join", "missed_leave", "missed_start", "missed_end", "zombie", "server_died"),
    JOIN_REFUSED: (
        "not_found",
        "not_a_participant",
        "booking_cancelled",
        "room_ended",
        "booking_not_confirmed",
        "removed",
        "not_allowed",
        "too_early",
        "consent_required",
        "room_full",
    ),
    RECORDING_ENDED: ("ready", "short", "failed", "given_up"),
    TOKEN_FAILED: ("livekit_unavailable", "database_busy", "conflict", "unexpected"),
}


def count(name: str, label: str = "", *, by: int = 1) -> None:
    """Add to a tally, in the caller's transaction if there is one.

    Args:
        label: what kind of it; a word of ours, never something that a request brings.
    """
    if by <= 0:
        return
    if _add(name, label, by):
        return
    # Two processes may count the first at the same moment: one row, and both are in it.
    Tally.objects.bulk_create([Tally(name=name, label=label)], ignore_conflicts=True)
    _add(name, label, by)


def try_to_count(name: str, label: str = "") -> None:
    """Count beside an answer that must not fail or wait for it; where the database is busy, a line in the log."""
    try:
        with _little_patience():
            count(name, label)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("%s %s was not counted: %s", name, label, type(error).__name__)


def read() -> dict[tuple[str, str], int]:
    """All tallies that were ever counted, by name and label."""
    return {
        (name, label): value for name, label, value in Tally.objects.values_list("name", "label", "value")
    }


def _add(name: str, label: str, by: int) -> bool:
    tally = Tally.objects.filter(name=name, label=label)
    return tally.update(value=F("value") + by, updated_at=timezone.now()) > 0


@contextmanager
def _little_patience() -> Iterator[None]:
    """Wait for a lock only so long; within somebody's transaction as long as that does."""
    is_alone = not connection.in_atomic_block
    if connection.vendor == "sqlite" and is_alone:
        with _sqlite_waits_less():
            yield
        return
    # In a transaction a failure must not take what the caller does with it: this is then a savepoint.
    with transaction.atomic():
        if connection.vendor == "postgresql" and is_alone:
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_MILLISECONDS}ms'")
        yield


@contextmanager
def _sqlite_waits_less() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {min(int(usual), PATIENCE_MILLISECONDS)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
