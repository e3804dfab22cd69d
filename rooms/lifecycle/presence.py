"""What LiveKit tells about a room of ours, from a webhook or a listing: the same functions for both.

Each takes the facts in any order and any number of times. Whoever appears where they may not be is put out; an
event made before the room's end enters the ledger however late it comes, and puts nobody out.
"""

from collections.abc import Sequence
from datetime import datetime

from rooms import attendance, effects
from rooms.attendance import Connection
from rooms.lifecycle.ending import delete_livekit_room
from rooms.lifecycle.outcome import reconsider_outcome
from rooms.lifecycle.status import settle
from rooms.lifecycle.telling import tell_joined, tell_left
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
    closed = attendance.close_visits(room, left_at=finished_at, known_by=KnownBy.ROOM_END, room_sid=room_sid)
    for visit in closed:
        tell_left(room, visit, at=at)
    if room.livekit_sid == room_sid:
        room.livekit_sid = ""
    _settle_or_reconsider(room, at=at, reason="LiveKit closed the room")


def incarnation_missing(room: Room, *, listed_at: datetime, at: datetime) -> None:
    """LiveKit lists no such room (it died, or we missed its end): nobody is inside."""
    for visit in attendance.missing_from(room, set(), listed_at=listed_at):
        _leave(room, visit, left_at=listed_at, known_by=KnownBy.RECONCILE, at=at)
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
    if is_new:
        tell_joined(room, visit, at=at)
    if visit.left_at is None:
        if incarnation_finished_at is not None:
            _leave(room, visit, left_at=incarnation_finished_at, known_by=KnownBy.ROOM_END, at=at)
        elif room.ended_at is not None:
            # Joined before the end, heard of after it: no visit stays open in an ended room.
            _leave(room, visit, left_at=room.ended_at, known_by=KnownBy.ROOM_END, at=at)
        elif visit.participant.may_not_be_inside:
            put_out(room, visit.participant.identity, occasion=connection.sid, at=at)
        if not room.has_ended and not room.livekit_sid and incarnation_finished_at is None:
            room.livekit_sid = connection.room_sid
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
    if is_new:
        tell_joined(room, visit, at=at)
    _leave(room, visit, left_at=left_at, known_by=known_by, reason=reason, at=at)
    _settle_or_reconsider(room, at=at, reason="somebody left")


def track_seen(
    room: Room,
    connection: Connection,
    *,
    at: datetime,
    incarnation_finished_at: datetime | None = None,
) -> None:
    """A track event names a connection: evidence that one of our people was inside by then."""
    if Visit.objects.filter(livekit_sid=connection.sid).exists():
        return  # also the tracks that end because the room does: no sign of new life
    if _is_zombie(room, connection.joined_at):
        delete_livekit_room(room, occasion=connection.sid, at=at)
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
    unwelcome = attendance.unwelcome_identities(room)
    for connection in connections:
        if connection.sid not in open_sids or room.has_ended:
            person_joined(room, connection, known_by=KnownBy.RECONCILE, at=at)
        elif connection.identity in unwelcome:
            _put_out_again(room, connection, at=at)
    gone = attendance.missing_from(room, {c.sid for c in connections}, listed_at=listed_at)
    for visit in gone:
        _leave(room, visit, left_at=listed_at, known_by=KnownBy.RECONCILE, at=at)
    if gone:
        _settle_or_reconsider(room, at=at, reason="LiveKit does not list them any more")


def put_out(room: Room, identity: str, *, occasion: str, at: datetime) -> str:
    """Queue the removal of one person; the occasion makes the second time another effect than the first.

    The identity is looked up again when it runs: it holds an e-mail, which does not belong into an effect's key.

    Returns:
        The key of the effect.
    """
    participant = room.participants.get(identity=identity)
    return effects.queue(
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


def _put_out_again(room: Room, connection: Connection, *, at: datetime) -> None:
    """Still inside after their removal: at most one more effect a minute, as for rooms in `delete_again`."""
    participant = room.participants.get(identity=connection.identity)
    if not effects.hasten("remove_participant", f"{participant.id}:", room=room, at=at):
        put_out(room, connection.identity, occasion=f"{connection.sid}:{at:%Y%m%d%H%M}", at=at)


def _leave(
    room: Room, visit: Visit, *, left_at: datetime, known_by: KnownBy, at: datetime, reason: str = ""
) -> None:
    was_open = visit.left_at is None
    attendance.record_leave(visit, left_at=left_at, known_by=known_by, reason=reason)
    if was_open:
        tell_left(room, visit, at=at)


def _settle_or_reconsider(room: Room, *, at: datetime, reason: str) -> None:
    settle(room, at=at, reason=reason)
    if room.has_ended:
        reconsider_outcome(room, at=at)
