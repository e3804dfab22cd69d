"""Stores messages, each with a number that counts from 1 in its room.

They are stored under the room's lock, so the order in which they were stored is the order in which they are read. Then
they are said into the call (`rooms.notices`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rooms import attendance, notices
from rooms.chat.rights import raise_unless_writer
from rooms.host import Person
from rooms.lifecycle import locked_room
from rooms.models import ChatMessage, Role, Room, RoomParticipant


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
        raise_unless_writer(locked, author.role, sender, at=at)
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
