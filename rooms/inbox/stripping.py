"""Old events lose what they say of people. Their ids, kinds and times stay: that something happened, and when."""

from datetime import datetime

from rooms.conf import conf
from rooms.models import WebhookEvent


def strip_old(*, at: datetime, limit: int = 300) -> int:
    """Empty events that came longer than `INBOX_DAYS` ago; one that is not handled yet keeps all.

    Returns:
        How many; fewer than `limit` when no more are that old.
    """
    old = WebhookEvent.objects.filter(
        stripped_at__isnull=True, processed_at__isnull=False, received_at__lt=at - conf.inbox_age
    ).order_by("received_at")
    found = list(old.values_list("pk", flat=True)[:limit])
    if not found:
        return 0
    return WebhookEvent.objects.filter(pk__in=found, processed_at__isnull=False).update(
        payload={}, error="", stripped_at=at
    )
