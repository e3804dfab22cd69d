"""What LiveKit tells about a room of ours, from a webhook or a listing: the same functions for both.

Each takes the facts in any order and any number of times. Whoever appears where they may not be is put out; an
event made before the room's end enters the ledger however late it comes, and puts nobody out.
"""

from collections.abc import Sequence
from datetime import datetime

from rooms import attendance, effects
from rooms.announce import announce
from rooms.attendance import Connection
from rooms.lifecycle.ending import delete_livekit_room, reconsider_outcome
from rooms.lifecycle.status import settle
from rooms.models import KnownBy, Room, Visit


def incarnation_started(room: Room, *, room_sid: str, started_at: datetime, at: datetime) -> None:
    """LiveKit has the room."""
    if _is_zombie(room, started_at):
        delete_livekit_room(room, occasion=room_sid, at=at)
        return
    if not room.has_ended:
        room.livekit_sid = room_sid
        settle(room, at=at, reason="LiveKit has the room")


def incarnation_finished(room: Room, *, room_sid: str, finished_at: datetime, at: datetime) -> None:
    """LiveKit closed that incarnation: whoever was in it is out. Only our own clock ends a room of ours."""
    attendance.close_visits(room, left_at=finished_at, known_by=KnownBy.ROOM_END, room_sid=room_sid)
    if room.livekit_sid == room_sid:
        room.livekit_sid = ""
    _settle_or_reconsider(room, at=at, reason="LiveKit closed the room")


def incarnation_missing(room: Room, *, listed_at: datetime, at: datetime) -> None:
    """LiveKit lists no such room (it died, or we missed its end): nobody is inside."""
    for visit in attendance.missing_from(room, set(), listed_at=listed_at):
        attendance.record_leave(visit, left_at=listed_at, known_by=KnownBy.RECONCILE)
        _announce_left(room, visit, at=at)
    if room.livekit_sid or room.participant_count:
        room.livekit_sid = ""
        _settle_or_reconsider(room, at=at, reason="LiveKit does not have the room")


def person_joined(
    room: Room,
    connection: Connection,
    *,
    known_by: KnownBy,
    at: datetime,
    incarnation_finished_at: datetime | None = None,
) -> None:
    """Somebody is (or was) inside.

    Args:
        incarnation_finished_at: the end of that LiveKit room SID, where it is known already.
    """
    if _is_zombie(room, connection.joined_at):
        delete_livekit_room(room, occasion=connection.sid, at=at)
        return
    visit, is_new = attendance.record_join(room, connection, known_by=known_by)
    if visit is None:
        return
    if visit.left_at is None:
        if incarnation_finished_at is not None:
            attendance.record_leave(visit, left_at=incarnation_finished_at, known_by=KnownBy.ROOM_END)
        elif room.ended_at is not None:
            # Joined before the end, heard of after it: no visit stays open in an ended room.
            attendance.record_leave(visit, left_at=room.ended_at, known_by=KnownBy.ROOM_END)
        elif visit.participant.may_not_be_inside:
            put_out(room, visit.participant.identity, occasion=connection.sid, at=at)
        if not room.has_ended and not room.livekit_sid and incarnation_finished_at is None:
            room.livekit_sid = connection.room_sid
    if is_new:
        announce("participant_joined", connection.sid, room, at=at, **_who(visit, visit.joined_at))
    _settle_or_reconsider(room, at=at, reason="somebody came in")


def person_left(
    room: Room,
    connection: Connection,
    *,
    left_at: datetime,
    reason: str,
    known_by: KnownBy,
    at: datetime,
) -> None:
    """A connection ended; where we never heard of its start, this event tells that, too."""
    if _is_zombie(room, connection.joined_at):
        return
    visit, is_new = attendance.record_join(room, connection, known_by=known_by)
    if visit is None:
        return
    was_open = visit.left_at is None
    attendance.record_leave(visit, left_at=left_at, known_by=known_by, reason=reason)
    if is_new:
        announce("participant_joined", connection.sid, room, at=at, **_who(visit, visit.joined_at))
    if was_open:
        _announce_left(room, visit, at=at)
    _settle_or_reconsider(room, at=at, reason="somebody left")


def track_seen(
    room: Room,
    connection: Connection,
    *,
    at: datetime,
    incarnation_finished_at: datetime | None = None,
) -> None:
    """A track event names a connection: evidence that one of our people was inside by then."""
    if _is_zombie(room, connection.joined_at):
        delete_livekit_room(room, occasion=connection.sid, at=at)
        return
    if Visit.objects.filter(livekit_sid=connection.sid).exists():
        return
    if room.participants.filter(identity=connection.identity).exists():
        person_joined(
            room,
            connection,
            known_by=KnownBy.WEBHOOK,
            at=at,
            incarnation_finished_at=incarnation_finished_at,
        )


def people_listed(
    room: Room, connections: Sequence[Connection], *, room_sid: str, listed_at: datetime, at: datetime
) -> None:
    """Who is inside by LiveKit's own listing: missed joins and leaves are put right."""
    if not room.has_ended and room.livekit_sid != room_sid:
        room.livekit_sid = room_sid
        settle(room, at=at, reason="LiveKit lists the room")
    open_sids = set(room.visits.filter(left_at__isnull=True).values_list("livekit_sid", flat=True))
    for connection in connections:
        known = connection.sid in open_sids
        if not known or room.has_ended or _may_not_be_inside(room, connection.identity):
            person_joined(room, connection, known_by=KnownBy.RECONCILE, at=at)
    gone = attendance.missing_from(room, {c.sid for c in connections}, listed_at=listed_at)
    for visit in gone:
        attendance.record_leave(visit, left_at=listed_at, known_by=KnownBy.RECONCILE)
        _announce_left(room, visit, at=at)
    if gone:
        _settle_or_reconsider(room, at=at, reason="LiveKit does not list them any more")


def put_out(room: Room, identity: str, *, occasion: str, at: datetime) -> None:
    """Queue the removal of one person; the occasion makes the second time another effect than the first.

    The identity is looked up again when it runs: it holds an e-mail, which does not belong into an effect's key.
    """
    participant = room.participants.get(identity=identity)
    effects.queue(
        "remove_participant",
        f"{participant.id}:{occasion}",
        room=room,
        payload={"participant_id": str(participant.id)},
        due_at=at,
        expires_at=room.last_moment_at,
    )


def _is_zombie(room: Room, made_at: datetime) -> bool:
    """A sign of life from after the room's end."""
    return room.ended_at is not None and made_at > room.ended_at


def _may_not_be_inside(room: Room, identity: str) -> bool:
    participant = room.participants.filter(identity=identity).first()
    return participant is not None and participant.may_not_be_inside


def _settle_or_reconsider(room: Room, *, at: datetime, reason: str) -> None:
    settle(room, at=at, reason=reason)
    if room.has_ended:
        reconsider_outcome(room, at=at)


def _announce_left(room: Room, visit: Visit, *, at: datetime) -> None:
    announce(
        "participant_left",
        visit.livekit_sid,
        room,
        at=at,
        reason=visit.leave_reason,
        **_who(visit, visit.left_at or at),
    )


def _who(visit: Visit, moment: datetime) -> dict[str, object]:
    person = visit.participant
    return {
        "participant_id": str(person.id),
        "user_ref": person.user_ref,
        "name": person.name,
        "role": person.role,
        "happened_at": moment,
    }
