"""What LiveKit tells about a room of ours, from a webhook or a listing: the same functions for both.

Each takes the facts in any order and any number of times. Whoever appears where they may not be is put out; an
event made before the room's end enters the ledger however late it comes, and puts nobody out.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rooms import attendance
from rooms.attendance import Absence, Change, Connection, Incarnation, Left, Restart
from rooms.attendance.incarnations import SAME_MOMENT
from rooms.lifecycle.livekit_room import delete_livekit_room
from rooms.lifecycle.outcome import reconsider_outcome
from rooms.lifecycle.putting_out import put_out
from rooms.lifecycle.status import settle
from rooms.lifecycle.telling import tell
from rooms.models import KnownBy, Room

#: Clocks that are believed to agree may differ by this much: who seems to have come so shortly after the end may have
#: come before it.
CLOCK_SLACK = timedelta(seconds=3)


@dataclass(frozen=True)
class Circumstances:
    """What else was known when an event was first handled; kept beside it, so that it is always understood alike.

    Attributes:
        listed_at: when the people inside were last compared with LiveKit's listing.
        down_at: when LiveKit was last found dead.
    """

    listed_at: datetime | None = None
    down_at: datetime | None = None

    def before(self, moment: datetime) -> "Circumstances":
        """Only what lies before this moment."""
        return Circumstances(
            self.listed_at if self.listed_at is not None and self.listed_at < moment else None,
            self.down_at if self.down_at is not None and self.down_at < moment else None,
        )


NOTHING_ELSE = Circumstances()


def incarnation_started(
    room: Room,
    *,
    room_sid: str,
    made_at: datetime,
    started_at: datetime | None = None,
    seen_at: datetime | None = None,
    at: datetime,
    around: Circumstances = NOTHING_ELSE,
) -> None:
    """LiveKit has the room. Whoever is in an older incarnation of it was lost when its server died.

    Args:
        made_at: when LiveKit made this incarnation.
        started_at: by when it had begun to live, at most a second earlier; later than `made_at` where a LiveKit with
            Redis died and lives again.
        seen_at: LiveKit listed it then.
    """
    started_at = max(made_at, started_at or made_at)
    if _is_zombie(room, started_at, at=at):
        delete_livekit_room(room, occasion=room_sid, at=at)
        return
    life = Incarnation(made_at=made_at, seen_at=seen_at)
    if started_at > made_at + SAME_MOMENT:
        around = around.before(started_at - SAME_MOMENT)
        life |= Incarnation(restarts=frozenset({Restart(started_at, around.down_at, around.listed_at)}))
    if _note_life(room, room_sid, life, around):
        _reconsider(room, at=at)
    _settle_or_reconsider(room, at=at, reason="LiveKit has the room")


def incarnation_finished(
    room: Room,
    *,
    room_sid: str,
    finished_at: datetime,
    precision: float = 0,
    at: datetime,
    around: Circumstances = NOTHING_ELSE,
) -> None:
    """LiveKit closed that incarnation: whoever was in it is out. Only our own clock ends a room of ours.

    Args:
        precision: ± seconds of `finished_at`.
    """
    life = Incarnation(
        finished_at=finished_at,
        finished_precision=precision,
        listed_at=around.before(finished_at).listed_at,
    )
    if _note_life(room, room_sid, life, NOTHING_ELSE):
        _reconsider(room, at=at)
    _settle_or_reconsider(room, at=at, reason="LiveKit closed the room")


def incarnation_missing(
    room: Room,
    *,
    listed_at: datetime,
    since: datetime | None = None,
    down_at: datetime | None = None,
    at: datetime,
) -> None:
    """LiveKit lists no such room: nobody is inside.

    Args:
        since: when it last listed it, and the people in it were compared with the ledger.
        down_at: when LiveKit was found dead in between; without that, we missed that it closed the room.
    """
    lives = attendance.lives_of(room).without_room(Absence(listed_at, since, down_at))
    if attendance.note_lives(room, lives):
        _reconsider(room, at=at)
        _settle_or_reconsider(room, at=at, reason="LiveKit does not have the room")


def person_joined(
    room: Room,
    connection: Connection,
    *,
    known_by: KnownBy,
    at: datetime,
    room_made_at: datetime | None = None,
    around: Circumstances = NOTHING_ELSE,
) -> None:
    """Somebody is (or was) inside.

    Args:
        room_made_at: when LiveKit made that incarnation, where it says so.
    """
    if _has_come_too_late(room, connection, at=at):
        return
    is_news = _note_life(
        room, connection.room_sid, Incarnation(made_at=room_made_at, seen_at=connection.joined_at), around
    )
    change = attendance.record_join(room, connection, known_by=known_by, at=at)
    _after(room, change, at=at, is_news=is_news, reason="somebody came in")


def person_left(
    room: Room,
    connection: Connection,
    left: Left,
    *,
    at: datetime,
    room_made_at: datetime | None = None,
    around: Circumstances = NOTHING_ELSE,
) -> None:
    """A connection ended; where we never heard of its start, this event tells that, too."""
    if _is_zombie(room, connection.joined_at - CLOCK_SLACK, at=at):
        return
    is_news = _note_life(
        room, connection.room_sid, Incarnation(made_at=room_made_at, seen_at=connection.joined_at), around
    )
    change = attendance.record_leave(room, connection, left, at=at)
    _after(room, change, at=at, is_news=is_news, reason="somebody left")


def track_seen(
    room: Room,
    connection: Connection,
    *,
    happened_at: datetime,
    is_own_act: bool,
    at: datetime,
    around: Circumstances = NOTHING_ELSE,
) -> None:
    """A track event names a connection: evidence that one of our people was inside by then.

    Args:
        is_own_act: the track began. That it ended may be LiveKit's doing, when the person or the room is gone.
    """
    if _is_zombie(room, connection.joined_at, at=at):
        # The tracks that end because the room does are no sign of new life.
        is_known = room.visits.filter(livekit_sid=connection.sid).exists()
        if not is_known and _has_come_too_late(room, connection, at=at):
            return
    change = attendance.record_track(
        room,
        connection,
        happened_at=happened_at,
        is_own_act=is_own_act,
        # A listing of the same second may be of after they had gone.
        listed_at=around.before(happened_at).listed_at,
        at=at,
    )
    if change is None:
        return
    if change.is_new:
        _note_life(room, connection.room_sid, Incarnation(seen_at=happened_at), NOTHING_ELSE)
    if change.is_new or change.has_closed or change.has_reopened:
        _after(room, change, at=at, is_news=False, reason="somebody came in")


def person_listed(room: Room, connection: Connection, *, listed_at: datetime, at: datetime) -> None:
    """LiveKit lists somebody whom the ledger does not have inside: we missed that they came, or closed them wrongly."""
    if _has_come_too_late(room, connection, at=at):
        return
    _note_life(room, connection.room_sid, Incarnation(seen_at=connection.joined_at), NOTHING_ELSE)
    change = attendance.record_listed(room, connection, listed_at=listed_at, at=at)
    _after(room, change, at=at, is_news=False, reason="LiveKit lists somebody")


def person_missing(
    room: Room, sid: str, *, since: datetime | None, missing_at: datetime, at: datetime
) -> None:
    """LiveKit does not list somebody whom the ledger has inside: we missed that they left.

    Args:
        since: it listed them then.
    """
    change = attendance.record_missing(room, sid, since=since, missing_at=missing_at)
    if change is not None:
        _after(room, change, at=at, is_news=False, reason="LiveKit does not list them any more")


def note_listed(room: Room, *, listed_at: datetime) -> None:
    """LiveKit's listing of that moment agrees with the ledger now: whom it has inside was inside then."""
    room.listed_at = listed_at
    Room.objects.filter(pk=room.pk).update(listed_at=listed_at)


def _after(room: Room, change: Change, *, at: datetime, is_news: bool, reason: str) -> None:
    """What follows from a change of one visit."""
    visit = change.visit
    tell(room, [change], at=at)  # the same news again is the same effect
    if (
        (change.is_new or change.has_reopened)
        and visit.left_at is None
        and visit.participant.may_not_be_inside
    ):
        put_out(room, visit.participant.identity, occasion=visit.livekit_sid, at=at)
    if is_news:
        _reconsider(room, at=at)
    _settle_or_reconsider(room, at=at, reason=reason)


def _reconsider(room: Room, *, at: datetime) -> None:
    tell(room, attendance.reconsider(room), at=at)


def _note_life(room: Room, room_sid: str, life: Incarnation, around: Circumstances) -> bool:
    """Add to what is known of an incarnation. Returns whether that may end visits."""
    lives = attendance.lives_of(room)
    before = lives.get(room_sid)
    if life.made_at is not None:
        # Each event of it may know more of what was before than the one that was heard first.
        around = around.before(life.made_at)
        life |= Incarnation(down_at=around.down_at, others_listed_at=around.listed_at)
    lives = lives.noting(room_sid, life)
    attendance.note_lives(room, lives)
    return replace(before, seen_at=None) != replace(lives.get(room_sid), seen_at=None)


def _is_zombie(room: Room, made_at: datetime, *, at: datetime) -> bool:
    """A sign of life from after the room's end, as it was written: closed late, it was alive until then.

    What was heard before is none, whatever LiveKit's clock says: a replay, which knows of the end, judges alike.
    """
    return room.closed_since is not None and min(made_at, at) > room.closed_since


def _has_come_too_late(room: Room, connection: Connection, *, at: datetime) -> bool:
    """Whether they came after the end, and do not belong into the ledger; LiveKit's room is deleted then.

    Who seems to have come just after it is put out like a zombie, but is in the ledger: LiveKit had them.
    """
    if not _is_zombie(room, connection.joined_at, at=at):
        return False
    delete_livekit_room(room, occasion=connection.sid, at=at)
    return _is_zombie(room, connection.joined_at - CLOCK_SLACK, at=at)


def _settle_or_reconsider(room: Room, *, at: datetime, reason: str) -> None:
    if not room.has_ended:
        room.livekit_sid = attendance.lives_of(room).running(room.livekit_sid)
    settle(room, at=at, reason=reason)
    if room.has_ended:
        reconsider_outcome(room, at=at)
