"""What is kept of effects, and of whom."""

from datetime import datetime

from rooms.conf import conf
from rooms.models import Effect, Room
from rooms.pseudonyms import Rewriting


def strip_old(*, at: datetime, limit: int = 300) -> int:
    """Empty effects that were done longer than `INBOX_DAYS` ago: signals name people.

    The row stays, for its key: the same occasion must not be queued again. What is still to be done keeps all.

    Returns:
        How many; fewer than `limit` when no more are that old.
    """
    old = Effect.objects.filter(stripped_at__isnull=True, done_at__lt=at - conf.inbox_age).order_by("done_at")
    found = list(old.values_list("pk", flat=True)[:limit])
    return (
        Effect.objects.filter(pk__in=found).update(payload={}, last_error="", stripped_at=at) if found else 0
    )


def forget(room: Room, rewriting: Rewriting) -> int:
    """Take from the effects of a room what says who a person was; what is still to be sent is sent so.

    The caller holds the room's lock. Keys name nobody. Returns how many changed.
    """
    changed = []
    for effect in Effect.objects.filter(room=room, stripped_at__isnull=True):
        payload, error = rewriting.json(effect.payload), rewriting.text(effect.last_error)
        if (payload, error) != (effect.payload, effect.last_error):
            effect.payload, effect.last_error = payload, error
            changed.append(effect)
    return Effect.objects.bulk_update(changed, ["payload", "last_error"], batch_size=200)
