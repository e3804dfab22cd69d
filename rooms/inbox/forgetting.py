"""Takes from stored events what says who a person was. Handled again, they make the same visits, of a pseudonym."""

from collections.abc import Collection, Iterable

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from rooms.models import WebhookEvent
from rooms.pseudonyms import Rewriting, Traces
from rooms.searching import holds_any


def hold_waiting(room_name: str) -> list[int]:
    """Keep everybody from handling what waits in a room, until the transaction ends.

    To be called before the room is locked: whoever handles an event holds it first, and the room then.
    """
    waiting = WebhookEvent.objects.filter(room_name=room_name, processed_at__isnull=True).order_by("pk")
    return list(waiting.select_for_update().values_list("pk", flat=True))


def forget(room_name: str, rewriting: Rewriting, *, held: Collection[int]) -> int:
    """In the events of one room. The caller holds its lock, if there still is a room.

    Args:
        held: from `hold_waiting`. What came since waits for the room, and must not be waited for.

    Returns:
        How many changed.
    """
    rows = WebhookEvent.objects.filter(
        Q(processed_at__isnull=False) | Q(pk__in=held), room_name=room_name, stripped_at__isnull=True
    )
    changed, waiting = 0, list[WebhookEvent]()
    for row in rows.iterator(500):
        payload, error = rewriting.json(row.payload), rewriting.text(row.error)
        if (payload, error) != (row.payload, row.error):
            row.payload, row.error = payload, error
            waiting.append(row)
        if len(waiting) == 200:
            changed += _save(waiting)
            waiting.clear()
    return changed + _save(waiting)


def rooms_naming(traces: Traces) -> set[str]:
    """LiveKit's names of the rooms whose events name this person; of rooms that are deleted, too.

    Reads the whole inbox: for an operator's command.
    """
    words: Iterable[str] = [f'"identity": "{traces.ref}-', *traces.identities, *traces.emails]
    rows = WebhookEvent.objects.filter(stripped_at__isnull=True).annotate(said=Cast("payload", TextField()))
    return {
        name
        for name, payload in rows.filter(holds_any("said", words))
        .values_list("room_name", "payload")
        .iterator(500)
        if traces.are_in(payload)
    }


def _save(rows: Collection[WebhookEvent]) -> int:
    return WebhookEvent.objects.bulk_update(rows, ["payload", "error"])
