"""Takes from the chat what a person wrote. The line's place stays: what others answered is still an answer."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from rooms.models import ChatMessage, Room
from rooms.pseudonyms import REMOVED_TEXT, Rewriting


def forget(room: Room, senders: Collection[UUID], rewriting: Rewriting, *, at: datetime) -> int:
    """Remove their texts, and their full name from those of others. The caller holds the lock.

    Args:
        senders: the person's participant rows.

    Returns:
        How many lines changed.
    """
    theirs = room.messages.filter(sender__in=senders, forgotten_at__isnull=True)
    changed = theirs.update(text=REMOVED_TEXT, client_key=None, forgotten_at=at)
    naming = []
    for message in room.messages.exclude(sender__in=senders).iterator(chunk_size=500):
        text = rewriting.text(message.text)[: ChatMessage.LONGEST_TEXT]
        if text != message.text:
            message.text = text
            naming.append(message)
    ChatMessage.objects.bulk_update(naming, ["text"], batch_size=200)
    return changed + len(naming)
