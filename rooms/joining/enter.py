"""The one path behind `join` and `get_token`: sync, decide, seat, commit, LiveKit's room, token."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rooms import attendance, tokens
from rooms.access import decide, role_for
from rooms.conf import conf
from rooms.exceptions import ConsentRequired, Refused, UnknownSubject
from rooms.host import Meeting
from rooms.joining.counting import refusals_counted
from rooms.joining.outlook import Outlook, facts_of, look, look_again, meet, subject_in
from rooms.lifecycle import ensure_livekit_room, locked_room, window_for
from rooms.models import OPEN, Room, RoomParticipant
from rooms.recordings import consent
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
    met = meet(user, kind, ref)
    try:
        seat = _take_seat_at_once(met, user, at=at, only_room=only_room)
        if seat is None:
            seat = _take_seat(_put_right(met, user, at=at, only_room=only_room), user, at=at)
    except Refused as error:
        raise _with_the_question(error, met, at=at, only_room=only_room) from error
    outlook, room, participant = seat
    permissions = consent.rights_of(room, participant)
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
            held_back=participant.held_back_at is not None,
        )
    )
    logger.info("token for participant %s of room %s", participant.id, room.name)
    return Entry(token, conf.livekit_public_url, room, outlook, participant, permissions, expires_at)


#: Who has a seat: what they see of the room, and the two rows as they were written.
_Seat = tuple[Outlook, Room, RoomParticipant]


def _take_seat_at_once(met: Meeting, user: Any, *, at: datetime, only_room: Room | None) -> _Seat | None:
    """Decide and write in one look, under the room's lock: enough where all is in line, which is nearly always.

    Whom the host and the clock alone do not let in takes no lock.

    Returns:
        None where they are refused, or something has to be put right first: `_put_right` says.
    """
    window = window_for(met.subject)
    if met.subject.state not in {"joinable", "finished"} or window is None or not window.holds(at):
        return None
    if met.standing not in {"practitioner", "client"} or (only_room is not None and only_room.has_ended):
        return None
    subject = {"subject_kind": met.subject.kind, "subject_ref": met.subject.ref}
    try:
        with locked_room(**subject, status__in=OPEN) as room:
            if (only_room is not None and room.pk != only_room.pk) or not is_in_line(
                room, met.subject, at=at
            ):
                return None
            outlook = _see(met, room, at=at)
            is_barred = outlook.participant is not None and outlook.participant.barred_at is not None
            if is_barred or not outlook.decision.allowed:
                return None  # where their booking was gone, and is back, the sync lets them in again
            return _write_seat(outlook, room, user, at=at)
    except UnknownSubject:
        return None


def _put_right(met: Meeting, user: Any, *, at: datetime, only_room: Room | None) -> Outlook:
    """Make the room if it was missed, or bring it in line; only for people whom it concerns, so that strangers make
    nothing.

    Raises:
        Refused: they may not enter all the same.
    """
    kind, ref = met.subject.kind, met.subject.ref
    if only_room is None or not only_room.has_ended:
        before = look_again(met, at=at)
        if before.decision.code in {"not_a_participant", "booking_cancelled", "booking_not_confirmed"}:
            _raise_if_refused(before)
        sync_subject(kind, ref, at=at)
    # The sync may just have ended that room: look at it again.
    outlook = look(user, kind, ref, at=at, room=_fresh(only_room))
    _raise_if_refused(outlook)
    return outlook


def _take_seat(outlook: Outlook, user: Any, *, at: datetime) -> _Seat:
    """Decide again under the room's lock, and write who may come."""
    if outlook.room is None or outlook.decision.role is None:
        raise Refused("room_ended")
    with locked_room(pk=outlook.room.pk) as room:
        if room.has_ended:
            raise Refused("room_ended")
        outlook = _see(_meeting_of(outlook), room, at=at)
        _raise_if_refused(outlook)
        return _write_seat(outlook, room, user, at=at)


def _meeting_of(outlook: Outlook) -> Meeting:
    return Meeting(outlook.subject, outlook.standing, outlook.person, outlook.return_url)


def _see(met: Meeting, room: Room, *, at: datetime) -> Outlook:
    """What they see of an open room whose lock is held."""
    subject = subject_in(room, met.subject)
    participant = attendance.find_person(room, met.person)
    role = role_for(met.standing, room.room_type)
    door = consent.look_at_door(room, participant, role) if role is not None else consent.Door()
    needs_consent = role is not None and door.must_answer(participant, role)
    facts = facts_of(subject, room, met.standing, participant, met.person, needs_consent=needs_consent, at=at)
    decision = decide(facts, at=at)
    return Outlook(subject, room, met.standing, met.person, participant, decision, met.return_url, door)


def _write_seat(outlook: Outlook, room: Room, user: Any, *, at: datetime) -> _Seat:
    role = outlook.decision.role
    assert role is not None, "who may enter has a role"
    participant = attendance.keep_participant(
        room,
        outlook.participant,
        outlook.person,
        user=user,
        role=role,
        is_client=outlook.standing == "client",
    )
    attendance.hold_seat(participant, at=at)
    consent.note_entry(room, outlook.door, participant, at=at)
    return outlook, room, participant


def _with_the_question(error: Refused, met: Meeting, *, at: datetime, only_room: Room | None) -> Refused:
    """Whoever has to answer before they enter is told what; after the transaction, because the words are kept."""
    if error.code != "consent_required":
        return error
    outlook = look_again(met, at=at, room=_fresh(only_room))
    if outlook.room is None or outlook.decision.role is None:
        return error
    seen = consent.consent_as_seen(outlook.room, outlook.participant, outlook.decision.role, at=at)
    return ConsentRequired(seen)


def _raise_if_refused(outlook: Outlook) -> None:
    decision = outlook.decision
    if decision.code == "not_found":
        raise UnknownSubject
    if not decision.allowed:
        raise Refused(decision.code, retry_at=decision.retry_at)


def _fresh(room: Room | None) -> Room | None:
    return None if room is None else Room.objects.select_related("template").get(pk=room.pk)
