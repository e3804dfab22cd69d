"""The chat of a room: the only writer of its messages.

A message is stored under the room's lock, with a number that counts from 1 in its room: the order in which they
were stored is the order in which they are read. Then it is said into the call (`rooms.notices`).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rooms import attendance, notices
from rooms.exceptions import (
    JOIN_TO_READ,
    JOIN_TO_WRITE,
    NO_CHAT,
    NOTHING_WRITTEN,
    TOO_LONG,
    UNKNOWN_MESSAGE,
    Refused,
    RoomsError,
)
from rooms.host import Person, Standing
from rooms.lifecycle import locked_room
from rooms.models import ChatMessage, Role, Room, RoomParticipant

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: They turn the direction of writing around: an address would read as another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Author:
    """Who wants to write, by the host's word.

    Attributes:
        user: the account behind the person.
        role: what access lets them in as.
    """

    person: Person
    user: Any
    role: Role
    is_client: bool


@dataclass(frozen=True)
class Page:
    """Some messages in reading order, and whether there are others before and after them."""

    messages: list[ChatMessage]
    has_older: bool
    has_newer: bool


def clean(text: str) -> str:
    """What is stored of a text: without control characters, one way to write each letter, trimmed.

    Raises:
        RoomsError: `invalid`, with words: nothing is left of it, or it is too long.
    """
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    text = "".join(sign for sign in text if _is_writing(sign))
    text = unicodedata.normalize("NFC", text).strip()
    if all(unicodedata.category(sign)[0] in "CZ" for sign in text):
        raise RoomsError("invalid", str(NOTHING_WRITTEN))
    if len(text) > ChatMessage.LONGEST_TEXT:
        raise RoomsError("invalid", str(TOO_LONG))
    return text


def say(
    room: Room, author: Author, text: str, *, client_key: UUID | None = None, at: datetime
) -> ChatMessage:
    """Store a message, and queue it for those inside (`notices.line_key` names the effect).

    Whether the host lets the author in was asked before; what this app knows itself is looked at under the lock.

    Args:
        text: as `clean` gives it.
        client_key: the same from the same person again answers the first message.

    Raises:
        Refused: `room_ended`, `removed`, `booking_cancelled`, or `not_allowed` with words.
    """
    with locked_room(pk=room.pk) as locked:
        sender = locked.participants.filter(user_ref=author.person.ref).first()
        if (said := find_said(sender, client_key)) is not None:
            return said
        _raise_if_silenced(locked, author.role, sender, at=at)
        if sender is None or sender.role != author.role:
            # A practitioner who has not been inside, or somebody who has become one.
            sender = attendance.ensure_participant(
                locked, author.person, user=author.user, role=author.role, is_client=author.is_client
            )
        last = locked.messages.order_by("-number").first()
        message = ChatMessage.objects.create(
            room=locked,
            number=last.number + 1 if last else 1,
            sender=sender,
            text=text,
            client_key=client_key,
            # Who waited for the lock has an older `at` than who was quicker: times go with numbers.
            sent_at=max(at, last.sent_at) if last else at,
        )
        notices.queue_line(message, at=at)
        return message


def find_said(sender: RoomParticipant | None, client_key: UUID | None) -> ChatMessage | None:
    """What this person has said already under this key of theirs."""
    if sender is None or client_key is None:
        return None
    return sender.messages.select_related("sender").filter(client_key=client_key).first()


def raise_unless_reader(room: Room, standing: Standing, participant: RoomParticipant | None) -> None:
    """Practitioners always read; everybody else once they have joined, and until they are put out.

    Args:
        standing: of somebody who belongs to the room.

    Raises:
        Refused.
    """
    if standing != "practitioner":
        if standing == "cancelled_client":
            raise Refused("booking_cancelled")
        if standing == "unconfirmed_client":
            raise Refused("booking_not_confirmed")
        _raise_if_put_out(participant)
    _raise_without_chat(room)
    if standing != "practitioner" and participant is None:
        raise Refused("not_allowed", str(JOIN_TO_READ))


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


def _is_writing(sign: str) -> bool:
    return sign == "\n" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _TURNING)


def _raise_if_silenced(room: Room, role: Role, sender: RoomParticipant | None, *, at: datetime) -> None:
    if room.is_over(at):
        raise Refused("room_ended")
    _raise_if_put_out(sender)
    _raise_without_chat(room)
    if role != Role.HOST and (sender is None or not attendance.may_be_inside(sender, at=at)):
        raise Refused("not_allowed", str(JOIN_TO_WRITE))


def _raise_if_put_out(participant: RoomParticipant | None) -> None:
    if participant is not None and participant.barred_at is not None:
        raise Refused("booking_cancelled")
    if participant is not None and participant.is_removed:
        raise Refused("removed")


def _raise_without_chat(room: Room) -> None:
    if not room.config.get("chat"):
        raise Refused("not_allowed", str(NO_CHAT))


def _number_of(room: Room, message_id: UUID) -> int:
    number = room.messages.filter(pk=message_id).values_list("number", flat=True).first()
    if number is None:
        raise RoomsError("invalid", str(UNKNOWN_MESSAGE))
    return number
