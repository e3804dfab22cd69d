"""The one path behind `join` and `get_token`: sync, decide, seat, commit, LiveKit's room, token."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rooms import attendance, tokens
from rooms.access import decide
from rooms.conf import conf
from rooms.exceptions import Refused, UnknownSubject
from rooms.joining.counting import refusals_counted
from rooms.joining.outlook import Outlook, facts_of, look
from rooms.lifecycle import ensure_livekit_room, locked_room
from rooms.models import Role, Room, RoomParticipant
from rooms.syncing import is_in_line, sync_subject

logger = logging.getLogger("rooms.joining")


@dataclass(frozen=True)
class Entry:
    """A granted entry: what the browser needs to connect."""

    token: str
    url: str
    room: Room
    outlook: Outlook
    participant: RoomParticipant
    permissions: tokens.Permissions
    expires_at: datetime


def enter(user: Any, kind: str, ref: str, *, at: datetime, only_room: Room | None = None) -> Entry:
    """Let a person into the room of a subject, or say why not.

    A token is not attendance: only LiveKit's word is. It holds a seat for a minute.

    Args:
        user: logged in.
        only_room: they hold the address of this room; a later one of the same subject is not meant.

    Raises:
        UnknownSubject: no such booking or session.
        Refused: with the first reason that applies, and `retry_at` where waiting helps.
        LiveKitUnavailable: LiveKit does not answer; nothing was lost, trying again helps.
    """
    with refusals_counted():
        return _enter(user, kind, ref, at=at, only_room=only_room)


def _enter(user: Any, kind: str, ref: str, *, at: datetime, only_room: Room | None) -> Entry:
    outlook = None
    if only_room is None or not only_room.has_ended:
        outlook = _bring_in_line(user, kind, ref, at=at)
    if outlook is None or outlook.room is None or (only_room is not None and outlook.room.pk != only_room.pk):
        # The sync may just have ended that room: look at it again.
        outlook = look(user, kind, ref, at=at, room=_fresh(only_room))
    _raise_if_refused(outlook)
    room, participant, permissions = _take_seat(outlook, user, at=at)
    if not conf.livekit_auto_create:
        ensure_livekit_room(room)
    expires_at = tokens.expiry(room.last_moment_at, at=at)
    token = tokens.mint(
        tokens.TokenRequest(
            identity=participant.identity,
            name=participant.name,
            room_name=room.name,
            room_type=room.room_type,
            role=participant.role,
            participant_id=str(participant.id),
            permissions=permissions,
            empty_timeout=room.empty_timeout,
            livekit_max_participants=tokens.livekit_capacity(room.room_type, room.max_participants),
            issued_at=at,
            expires_at=expires_at,
        )
    )
    logger.info("token for participant %s of room %s", participant.id, room.name)
    return Entry(token, conf.livekit_public_url, room, outlook, participant, permissions, expires_at)


def _bring_in_line(user: Any, kind: str, ref: str, *, at: datetime) -> Outlook | None:
    """Make the room if it was missed; only for people whom it concerns, so that strangers make nothing.

    Returns:
        What was seen, where all was in line: nearly always, and another look would see the same.
    """
    outlook = look(user, kind, ref, at=at)
    if outlook.decision.code in {"not_a_participant", "booking_cancelled", "booking_not_confirmed"}:
        _raise_if_refused(outlook)
    if (
        outlook.decision.allowed
        and not _is_barred(outlook)
        and is_in_line(outlook.room, outlook.subject, at=at)
    ):
        return outlook
    sync_subject(kind, ref, at=at)
    return None


def _is_barred(outlook: Outlook) -> bool:
    """Whether their booking was gone, and is back: the sync lets them in again."""
    return outlook.participant is not None and outlook.participant.barred_at is not None


def _take_seat(
    outlook: Outlook, user: Any, *, at: datetime
) -> tuple[Room, RoomParticipant, tokens.Permissions]:
    """Decide again under the room's lock, and write who may come."""
    if outlook.room is None or outlook.decision.role is None:
        raise Refused("room_ended")
    with locked_room(pk=outlook.room.pk) as room:
        if room.has_ended:
            raise Refused("room_ended")
        participant = room.participants.filter(user_ref=outlook.person.ref).first()
        decision = decide(
            facts_of(outlook.subject, room, outlook.standing, participant, outlook.person, at=at), at=at
        )
        if not decision.allowed or decision.role is None:
            raise Refused(decision.code, retry_at=decision.retry_at)
        participant = attendance.ensure_participant(
            room,
            outlook.person,
            user=user,
            role=decision.role,
            is_client=outlook.standing == "client",
        )
        attendance.hold_seat(participant, at=at)
        return room, participant, permissions_in(room, decision.role)


def permissions_in(room: Room, role: Role) -> tokens.Permissions:
    """The rights of a role in this room, by its template's snapshot."""
    return tokens.permissions_for(
        room.room_type,
        role,
        participant_screen_share=bool(room.config.get("participant_screen_share", True)),
        may_record=room.recording_enabled,
    )


def _raise_if_refused(outlook: Outlook) -> None:
    decision = outlook.decision
    if decision.code == "not_found":
        raise UnknownSubject
    if not decision.allowed:
        raise Refused(decision.code, retry_at=decision.retry_at)


def _fresh(room: Room | None) -> Room | None:
    return None if room is None else Room.objects.select_related("template").get(pk=room.pk)
