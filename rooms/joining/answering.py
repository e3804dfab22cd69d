"""Answers to the question of consent, from inside the call or from its door."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rooms import attendance
from rooms.exceptions import Refused, UnknownSubject
from rooms.joining.outlook import Outlook
from rooms.lifecycle import locked_room
from rooms.models import Role, Room, RoomParticipant
from rooms.recordings import consent


def give_answer(outlook: Outlook, user: Any, *, agree: bool, text_id: UUID, at: datetime) -> consent.Answered:
    """Take the answer of somebody who belongs to the room.

    Whoever has a row may always take back what they said, also when they have left or were put out.

    Args:
        outlook: of their room, just now.
        text_id: of the words that they were shown.

    Raises:
        Refused: they may not come in, so they are not asked.
        NothingAsked, TextOutdated, UnknownSubject.
    """
    role = outlook.decision.role
    if outlook.room is None or role is None:
        raise UnknownSubject
    with locked_room(pk=outlook.room.pk) as room:
        consent.raise_unless_asked(room, role)
        participant = attendance.find_person(room, outlook.person)
        if participant is None or (agree and not _may_say_yes(participant, outlook)):
            _raise_unless_welcome(outlook)
        participant = participant or _row_of(room, outlook, role, user)
        return consent.answer(room, participant, agree=agree, text_id=text_id, at=at)


def _may_say_yes(participant: RoomParticipant, outlook: Outlook) -> bool:
    return not participant.may_not_be_inside and (
        attendance.is_inside(participant) or outlook.decision.allowed
    )


def _raise_unless_welcome(outlook: Outlook) -> None:
    """As a join would be refused, but for the answer itself."""
    decision = outlook.decision
    if decision.code not in {None, "consent_required"}:
        raise Refused(decision.code, retry_at=decision.retry_at)


def _row_of(room: Room, outlook: Outlook, role: Role, user: Any) -> RoomParticipant:
    return attendance.keep_participant(
        room,
        None,
        outlook.person,
        user=user,
        role=role,
        is_client=outlook.standing == "client",
    )
