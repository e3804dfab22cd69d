"""Counts what operators look at: repairs of the ledger, refused joins. The only writer of `Tally`.

A process of its own could not count for all of them, and forgets with each restart; a row does neither.
"""

from django.db.models import F
from django.utils import timezone

from rooms.models import Tally

#: What a reconcile put right; labels such as `missed_join`.
RECONCILE_REPAIR = "reconcile_repair"
#: Who asked to enter and may not; the label is the code.
JOIN_REFUSED = "join_refused"
#: A token that could not be made; the label is the code.
TOKEN_FAILED = "token_failed"  # noqa: S105  the name of a count


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


def read() -> dict[tuple[str, str], int]:
    """All tallies, by name and label."""
    return {
        (name, label): value for name, label, value in Tally.objects.values_list("name", "label", "value")
    }


def _add(name: str, label: str, by: int) -> bool:
    tally = Tally.objects.filter(name=name, label=label)
    return tally.update(value=F("value") + by, updated_at=timezone.now()) > 0
