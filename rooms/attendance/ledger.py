"""The ledger's only writer: each connection that somebody had to a room, once.

Every function expects the room's row to be locked by the caller. Visits are keyed by LiveKit's participant SID,
never by identity: one identity may have several connections, and events of them arrive in any order. What is heard
is added to the visit's evidence, and its times are decided anew from all of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, QuerySet

from rooms.attendance import evidence as known
from rooms.attendance import incarnations
from rooms.attendance.connections import Connection
from rooms.attendance.evidence import End, Evidence, Joined, Left, Times
from rooms.attendance.incarnations import LISTING_SLACK, Lives
from rooms.attendance.people import ensure_owner, find_participant
from rooms.attendance.reports import claim_quality
from rooms.attendance.seen import note_all_seen, note_seen, release_seat, release_seats_of_gone
from rooms.models import KnownBy, Medium, ParticipantKind, Room, RoomParticipant, Visit


@dataclass(frozen=True)
class Change:
    """What a piece of news did to one visit."""

    visit: Visit
    is_new: bool = False
    has_closed: bool = False
    has_reopened: bool = False


def record_join(room: Room, connection: Connection, *, known_by: KnownBy, at: datetime) -> Change:
    """LiveKit named a connection and when it began; `joined_at` only ever moves earlier.

    Args:
        at: now, by our clock.
    """
    return _record(room, connection, _begin(connection, known_by), at=at)


def record_leave(room: Room, connection: Connection, left: Left, *, at: datetime) -> Change:
    """LiveKit told that a connection ended; where we never heard of its beginning, this tells that, too."""
    fact = _begin(connection, KnownBy.WEBHOOK) | Evidence(left=left)
    return _record(room, connection, fact, at=at)


def record_track(
    room: Room,
    connection: Connection,
    *,
    happened_at: datetime,
    is_own_act: bool,
    listed_at: datetime | None,
    at: datetime,
) -> Change | None:
    """A track of theirs began or ended: they were inside.

    Args:
        is_own_act: they began to show or say something themselves. The end of a track may be LiveKit's doing.
        listed_at: LiveKit's last listing, which did not have them if the ledger does not.

    Returns:
        None for an identity that we did not make: a track event does not say whether it is a recorder's.
    """
    fact = Evidence(
        inside_by=connection.joined_at, seen_at=happened_at, alive_at=happened_at if is_own_act else None
    )
    visit = _find(room, connection.sid)
    if visit is not None:
        return _add(room, visit, connection, fact, at=at)
    participant = find_participant(room, connection.identity)
    if participant is None:
        return None
    # Since when, a track does not say: not before they had a token, nor before a listing that they were not in. Of
    # who has no token of ours, the row may be younger than the connection.
    is_known = participant.kind == ParticipantKind.USER
    fact |= Evidence(inside_after=participant.created_at if is_known else room.created_at)
    if listed_at is not None:
        fact |= Evidence(inside_after=listed_at - LISTING_SLACK)
    return _enter(room, participant, connection, fact, at=at)


def record_listed(room: Room, connection: Connection, *, listed_at: datetime, at: datetime) -> Change:
    """LiveKit lists a connection that the ledger did not have inside; a visit that was closed wrongly is open again."""
    fact = _begin(connection, KnownBy.RECONCILE) | Evidence(seen_at=listed_at)
    return _record(room, connection, fact, at=at)


def record_missing(room: Room, sid: str, *, since: datetime | None, missing_at: datetime) -> Change | None:
    """LiveKit does not list a connection that the ledger has inside.

    Args:
        since: it was listed then.

    Returns:
        None where the ledger does not have it.
    """
    visit = _find(room, sid)
    return (
        None
        if visit is None
        else _update(room, visit, Evidence(seen_at=since, missing_at=frozenset({missing_at})))
    )


def reconsider(room: Room) -> list[Change]:
    """Decide every end anew that LiveKit did not tell: more is known of the room or its incarnations.

    A crowd may be inside: it is read and written in as few queries as the database allows.
    """
    unsure = _with_person(room.visits.exclude(left_known_by=KnownBy.WEBHOOK))
    weighed = [_weigh(room, visit, Evidence()) for visit in unsure]
    changed = [one.change.visit for one in weighed if one.has_changed]
    if changed:
        # Django's `bulk_update` builds an expression for each value, which takes longer than a query for each visit.
        Visit.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["evidence", *_COLUMNS],
        )
        note_all_seen(room)
        release_seats_of_gone(room)
    return [one.change for one in weighed]


def lives_of(room: Room) -> Lives:
    """What is known of LiveKit's rooms behind this one."""
    return incarnations.from_json(room.incarnations)


def note_lives(room: Room, lives: Lives) -> bool:
    """Keep what is known of them, on the row in memory. Returns whether that is news."""
    told = incarnations.to_json(lives)
    if told == room.incarnations or lives == Lives():
        return False
    room.incarnations = told
    return True


def start_over(room: Room) -> None:
    """Forget every visit, and LiveKit's rooms behind this one. For a transaction that is rolled back."""
    room.visits.all().delete()
    room.incarnations = {}


def first_joined_at(room: Room) -> datetime | None:
    found: datetime | None = room.visits.aggregate(first=Min("joined_at"))["first"]
    return found


def last_left_at(room: Room) -> datetime | None:
    found: datetime | None = room.visits.aggregate(last=Max("left_at"))["last"]
    return found


# --- Inside
def _begin(connection: Connection, known_by: KnownBy) -> Evidence:
    return Evidence(joined=Joined.known(connection.joined_at, known_by, connection.precision))


def _find(room: Room, sid: str) -> Visit | None:
    return _with_person(room.visits.filter(livekit_sid=sid)).first()


def _with_person(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """The person's row is locked before the visit's, as by whoever reports a quality. It has to be that one: at the
    end of a room all connections of a person are written."""
    return visits.select_related("participant").select_for_update(of=("participant",))


def _record(room: Room, connection: Connection, fact: Evidence, *, at: datetime) -> Change:
    visit = _find(room, connection.sid)
    if visit is not None:
        return _add(room, visit, connection, fact, at=at)
    return _enter(room, ensure_owner(room, connection), connection, fact, at=at)


def _enter(
    room: Room, participant: RoomParticipant, connection: Connection, fact: Evidence, *, at: datetime
) -> Change:
    is_phone = connection.kind == "SIP" or participant.kind == ParticipantKind.PHONE
    visit = Visit(
        room=room,
        participant=participant,
        livekit_sid=connection.sid,
        room_sid=connection.room_sid,
        medium=Medium.PHONE if is_phone else Medium.VIDEO,
        recorded_at=at,
        quality=claim_quality(participant, connection.sid),
    )
    _set(visit, fact, _decide(room, visit, fact))
    visit.save(force_insert=True)
    if visit.left_at is not None:
        release_seat(visit)
    note_seen(visit.participant)
    return Change(visit, is_new=True, has_closed=visit.left_at is not None)


def _add(room: Room, visit: Visit, connection: Connection, fact: Evidence, *, at: datetime) -> Change:
    facts = (visit.room_sid, visit.medium, visit.recorded_at)
    # A track, which may be the first that we hear of, does not tell all.
    visit.room_sid = visit.room_sid or connection.room_sid
    visit.medium = Medium.PHONE if connection.kind == "SIP" else visit.medium
    # A replay takes what was stored first, and that may have been handled later.
    visit.recorded_at = min(visit.recorded_at, at)
    if (visit.room_sid, visit.medium, visit.recorded_at) != facts:
        visit.save(update_fields=["room_sid", "medium", "recorded_at"])
    return _update(room, visit, fact)


@dataclass(frozen=True)
class _Weighed:
    change: Change
    has_changed: bool  # other times, or known otherwise
    has_more: bool  # evidence than before


def _weigh(room: Room, visit: Visit, fact: Evidence) -> _Weighed:
    """Decide the times of a visit from all that is known of it, on the row in memory."""
    before = _evidence_of(visit)
    after = before | fact
    were, had_left = _columns_of(visit), visit.left_at is not None
    _set(visit, after, _decide(room, visit, after))
    has_left = visit.left_at is not None
    change = Change(visit, has_closed=has_left and not had_left, has_reopened=had_left and not has_left)
    return _Weighed(change, has_changed=_columns_of(visit) != were, has_more=after != before)


def _update(room: Room, visit: Visit, fact: Evidence) -> Change:
    weighed = _weigh(room, visit, fact)
    if weighed.has_changed or weighed.has_more:
        visit.save(update_fields=["evidence", *_COLUMNS])
    if weighed.has_changed:
        note_seen(visit.participant)
    if weighed.change.has_closed:
        release_seat(visit)
    return weighed.change


#: What is decided from the evidence; named like the attributes of `Times`.
_COLUMNS = (
    "joined_at",
    "joined_known_by",
    "joined_precision",
    "left_at",
    "left_known_by",
    "left_precision",
    "leave_reason",
)


def _decide(room: Room, visit: Visit, evidence: Evidence) -> Times:
    ends = _ends_of(room, visit.room_sid, known.begin_of(evidence))
    return known.decide_times(evidence, ends, recorded_at=visit.recorded_at)


def _ends_of(room: Room, room_sid: str, joined_at: datetime) -> Iterator[End]:
    yield from lives_of(room).ends_of(room_sid, joined_at)
    if room.ended_at is None or room.closed_since is None:
        return
    late = (room.closed_since - room.ended_at).total_seconds()
    if late > 0:
        # Until then they may have stayed; the due time holds for whoever is not known to have been inside after it.
        yield End(room.ended_at, KnownBy.ROOM_END, room.listed_at, precision=late + 1)
    # A listing that overtook the one who waited for the lock to end the room is of after that: they were there then.
    listed_at = room.listed_at and min(room.listed_at, room.closed_since)
    # LiveKit puts them out a moment later.
    yield End(room.closed_since, KnownBy.ROOM_END, listed_at, is_final=True, precision=1)


def _evidence_of(visit: Visit) -> Evidence:
    if visit.evidence:
        return known.from_json(visit.evidence)
    # Of before the ledger kept it, or made by hand: what its columns say.
    joined = Joined.known(visit.joined_at, KnownBy(visit.joined_known_by), visit.joined_precision)
    if visit.left_at is None:
        return Evidence(joined=joined)
    if visit.left_known_by == KnownBy.WEBHOOK:
        half = timedelta(seconds=min(visit.left_precision, 0.5))
        return Evidence(
            joined=joined, left=Left(visit.left_at - half, visit.left_at + half, visit.leave_reason)
        )
    just_before = visit.left_at - timedelta(milliseconds=1)
    return Evidence(joined=joined, seen_at=just_before, missing_at=frozenset({visit.left_at}))


def _columns_of(visit: Visit) -> tuple[object, ...]:
    return tuple(getattr(visit, name) for name in _COLUMNS)


def _set(visit: Visit, evidence: Evidence, times: Times) -> None:
    visit.evidence = known.to_json(evidence)
    for name in _COLUMNS:
        setattr(visit, name, getattr(times, name))
    visit.left_known_by = times.left_known_by or ""
