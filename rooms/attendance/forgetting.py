"""Takes from the rows of one person what says who it was; their visits stay as they are."""

from collections.abc import Sequence
from datetime import datetime

from rooms.models import RoomParticipant
from rooms.pseudonyms import Rewriting


def forget(rows: Sequence[RoomParticipant], rewriting: Rewriting, *, at: datetime) -> int:
    """Their rows of one room get its pseudonym, and lead to no user. The caller holds the room's lock.

    Returns:
        How many.
    """
    for row in rows:
        # A row that came of an event alone has no reference.
        row.user, row.user_ref = None, row.user_ref and rewriting.pseudonym.ref
        row.identity, row.name = rewriting.identity(row.identity), rewriting.pseudonym.name
        row.seat_until, row.forgotten_at = None, at
        row.save(update_fields=["user", "user_ref", "identity", "name", "seat_until", "forgotten_at"])
    return len(rows)
