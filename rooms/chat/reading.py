"""Gives the messages of a room in pages, whichever page one begins with."""

from dataclasses import dataclass
from uuid import UUID

from rooms.exceptions import UNKNOWN_MESSAGE, RoomsError
from rooms.models import ChatMessage, Room


@dataclass(frozen=True)
class Page:
    """Some messages in reading order, and whether there are others before and after them."""

    messages: list[ChatMessage]
    has_older: bool
    has_newer: bool


def page_of(
    room: Room,
    size: int,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    newest: bool = False,
) -> Page:
    """Messages in reading order; a constant number of queries.

    Args:
        size: how many at most.
        after, before: those next to this message; without one of them it is the oldest page.
        newest: the newest page instead.

    Raises:
        RoomsError: `invalid`: this room has no such message.
    """
    rows = room.messages.select_related("sender").order_by("number")
    if newest or before is not None:
        if before is not None:
            rows = rows.filter(number__lt=_number_of(room, before))
        found = list(rows.reverse()[: size + 1])
        return Page(found[:size][::-1], has_older=len(found) > size, has_newer=before is not None)
    if after is not None:
        rows = rows.filter(number__gt=_number_of(room, after))
    found = list(rows[: size + 1])
    return Page(found[:size], has_older=after is not None, has_newer=len(found) > size)


def _number_of(room: Room, message_id: UUID) -> int:
    number = room.messages.filter(pk=message_id).values_list("number", flat=True).first()
    if number is None:
        raise RoomsError("invalid", str(UNKNOWN_MESSAGE))
    return number
