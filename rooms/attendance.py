"""The ledger's only writer: who is in a room, and each of their connections.

Every function expects the room's row to be locked by the caller. Visits are keyed by LiveKit's participant SID,
never by identity: one identity may have several connections, and events of them arrive in any order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce

from rooms.conf import conf
from rooms.host import Person
from rooms.identity import make_identity
from rooms.models import KnownBy, Medium, ParticipantKind, Role, Room, RoomParticipant, Visit, has_open_visit
from rooms.searching import as_stored

#: Better evidence first.
_EVIDENCE = [KnownBy.WEBHOOK, KnownBy.RECONCILE, KnownBy.ROOM_END, KnownBy.ESTIMATE]

#: What the column holds; a database other than SQLite refuses more.
NAME_LENGTH = 300


@dataclass(frozen=True)
class Connection:
    """One LiveKit participant, as an event or a listing names it.

    Attributes:
        sid: the participant's SID; one for each connection.
        kind: LiveKit's kind, such as STANDARD or SIP.
        joined_at: start of the join, by LiveKit's clock.
    """

    sid: str
    identity: str
    room_sid: str
    joined_at: datetime
    name: str = ""
    kind: str = "STANDARD"


def ensure_participant(
    room: Room, person: Person, *, user: Any, role: Role, is_client: bool
) -> RoomParticipant:
    """The row of this person in this room, with the name and role the host gives now.

    The identity is made once and used again on every return.
    """
    name = _fit(person.name)
    participant, made = RoomParticipant.objects.get_or_create(
        room=room,
        user_ref=person.ref,
        defaults={
            "kind": ParticipantKind.USER,
            "user": user,
            "identity": make_identity(room_type=room.room_type, room_id=str(room.id), person=person),
            "name": name,
            "role": role,
            "is_client": is_client,
        },
    )
    if not made:
        participant.name, participant.role, participant.is_client = name, role, is_client
        if not is_client:
            # The bar is of a client's booking; whoever leads the session now needs none.
            participant.barred_at = None
        participant.save(update_fields=["name", "role", "is_client", "barred_at"])
    return participant


def hold_seat(participant: RoomParticipant, *, at: datetime) -> None:
    """A minted token holds a seat for a minute, so that two people do not get the last one."""
    participant.seat_until = at + conf.seat_lifetime
    participant.save(update_fields=["seat_until"])


def is_inside(participant: RoomParticipant) -> bool:
    return participant.visits.filter(left_at__isnull=True).exists()


def may_be_inside(participant: RoomParticipant, *, at: datetime) -> bool:
    """Inside, or on the way in: the webhook that tells comes later than the person."""
    holds_seat = participant.seat_until is not None and participant.seat_until > at
    return holds_seat or is_inside(participant)


def count_taken(room: Room, *, at: datetime, without_user_ref: str) -> int:
    """People inside or holding a seat, without this one."""
    others = room.participants.exclude(user_ref=without_user_ref)
    return others.filter(Q(seat_until__gt=at) | has_open_visit()).count()


def count_inside(room: Room) -> int:
    """Different people with an open connection; two devices of one person count once."""
    return room.visits.filter(left_at__isnull=True).values("participant").distinct().count()


def record_join(
    room: Room, connection: Connection, *, known_by: KnownBy, only_known: bool = False
) -> tuple[Visit | None, bool]:
    """Enter a connection into the ledger; `joined_at` only ever moves earlier.

    Args:
        only_known: ignore identities that we did not make (a track event does not say whether it is an agent).

    Returns:
        The visit, and whether it is new.
    """
    visit = Visit.objects.select_related("participant").filter(livekit_sid=connection.sid).first()
    if visit is not None:
        if connection.joined_at < visit.joined_at:
            visit.joined_at = connection.joined_at
            visit.joined_known_by = known_by
        visit.room_sid = visit.room_sid or connection.room_sid
        visit.save(update_fields=["joined_at", "joined_known_by", "room_sid"])
        _note_seen(visit.participant)
        return visit, False
    participant = _find_participant(room, connection, only_known=only_known)
    if participant is None:
        return None, False
    visit = Visit.objects.create(
        room=room,
        participant=participant,
        livekit_sid=connection.sid,
        room_sid=connection.room_sid,
        medium=Medium.PHONE if connection.kind == "SIP" else Medium.VIDEO,
        joined_at=connection.joined_at,
        joined_known_by=known_by,
        quality=_claim_quality(participant, connection.sid),
    )
    _note_seen(participant)
    return visit, True


def record_leave(visit: Visit, *, left_at: datetime, known_by: KnownBy, reason: str = "") -> bool:
    """End a connection once; better evidence refines the end. Returns whether anything changed."""
    left_at = max(left_at, visit.joined_at)
    if visit.left_at is not None:
        better = _EVIDENCE.index(known_by) < _EVIDENCE.index(KnownBy(visit.left_known_by))
        if not better:
            return False
    visit.left_at, visit.left_known_by = left_at, known_by
    visit.leave_reason = reason or visit.leave_reason
    visit.save(update_fields=["left_at", "left_known_by", "leave_reason"])
    # Their seat is free at once, unless a token minted since holds it for the next connection (a page that was
    # loaded again).
    RoomParticipant.objects.filter(
        pk=visit.participant_id, seat_until__lte=visit.joined_at + conf.seat_lifetime
    ).update(seat_until=None)
    _note_seen(visit.participant)
    return True


def close_visits(
    room: Room, *, left_at: datetime, known_by: KnownBy, room_sid: str | None = None
) -> list[Visit]:
    """End every open connection of a room, or of one incarnation of it; returns those."""
    still_open = room.visits.select_related("participant").filter(left_at__isnull=True)
    if room_sid is not None:
        still_open = still_open.filter(room_sid=room_sid)
    closed = list(still_open)
    for visit in closed:
        record_leave(visit, left_at=left_at, known_by=known_by)
    return closed


#: Connections without a visit whose reports are kept at the person; LiveKit tells of each in seconds.
MOST_WAITING = 2


def waiting_quality(participant: RoomParticipant) -> dict[str, Any]:
    """What their page reported of connections that are not in the ledger yet, by LiveKit's participant SID."""
    return dict(participant.quality.get("waiting", []))


def note_quality(
    participant: RoomParticipant, quality: dict[str, Any], *, waiting: Mapping[str, Any] | None = None
) -> None:
    """Store the quality of all their connections together; the caller holds the person's row."""
    kept = list((waiting or {}).items())[-MOST_WAITING:]
    participant.quality = {**quality, "waiting": kept} if kept else quality
    participant.save(update_fields=["quality"])


def note_visit_quality(visit: Visit, quality: dict[str, Any]) -> None:
    """Store the quality of one connection; the caller holds the person's row."""
    visit.quality = quality
    visit.save(update_fields=["quality"])


def _claim_quality(participant: RoomParticipant, sid: str) -> dict[str, Any]:
    """What waits for this connection, which has a visit from now on."""
    waiting = waiting_quality(participant)
    found: dict[str, Any] = waiting.pop(sid, {})
    if found:
        total = {key: value for key, value in participant.quality.items() if key != "waiting"}
        note_quality(participant, total, waiting=waiting)
    return found


def first_joined_at(room: Room) -> datetime | None:
    found: datetime | None = room.visits.aggregate(first=Min("joined_at"))["first"]
    return found


def last_left_at(room: Room) -> datetime | None:
    found: datetime | None = room.visits.aggregate(last=Max("left_at"))["last"]
    return found


def remove(participant: RoomParticipant, *, at: datetime) -> None:
    participant.removed_at = participant.removed_at or at
    participant.seat_until = None
    participant.save(update_fields=["removed_at", "seat_until"])


def readmit(participant: RoomParticipant) -> None:
    participant.removed_at = None
    participant.save(update_fields=["removed_at"])


def release_seats(room: Room) -> None:
    """Nobody is expected any more."""
    room.participants.update(seat_until=None)


def unwelcome_identities(room: Room) -> set[str]:
    """Of those who were removed or whose booking is gone."""
    unwelcome = room.participants.filter(Q(removed_at__isnull=False) | Q(barred_at__isnull=False))
    return set(unwelcome.values_list("identity", flat=True))


def bar_all_but(room: Room, client_refs: set[str], *, at: datetime) -> list[RoomParticipant]:
    """Bar the clients whose booking is gone, and let those back who booked again.

    Returns:
        Who is newly barred.
    """
    clients = room.participants.filter(kind=ParticipantKind.USER, is_client=True)
    # Done at each join, and a broadcast has thousands: only those whose state changes are read as rows.
    out_of_line = [
        key
        for key, user_ref, barred_at in clients.values_list("pk", "user_ref", "barred_at")
        if (user_ref in client_refs) is (barred_at is not None)
    ]
    newly_barred = []
    for participant in clients.filter(pk__in=out_of_line) if out_of_line else ():
        if participant.barred_at is not None:
            participant.barred_at = None
        else:
            participant.barred_at, participant.seat_until = at, None
            newly_barred.append(participant)
        participant.save(update_fields=["barred_at", "seat_until"])
    return newly_barred


def _find_participant(room: Room, connection: Connection, *, only_known: bool) -> RoomParticipant | None:
    # Locked, because what their page reports of this connection may be waiting at their row.
    known = room.participants.select_for_update().filter(identity=connection.identity).first()
    if known is not None or only_known:
        return known
    # Not one of our tokens: a phone, or somebody with the keys. LiveKit says they were inside, so they are in
    # the ledger; they never count as practitioner or client.
    return RoomParticipant.objects.create(
        room=room,
        kind=ParticipantKind.PHONE if connection.kind == "SIP" else ParticipantKind.GUEST,
        identity=connection.identity,
        name=_fit(connection.name),
        role=Role.PARTICIPANT,
    )


def _fit(name: str) -> str:
    """As the column holds it, and as a search finds it."""
    return as_stored(name)[:NAME_LENGTH]


def _note_seen(participant: RoomParticipant) -> None:
    """From the visits, not from the news: better evidence may take back what an estimate said."""
    seen = participant.visits.aggregate(first=Min("joined_at"), last=Max(Coalesce("left_at", "joined_at")))
    participant.first_seen_at, participant.last_seen_at = seen["first"], seen["last"]
    participant.save(update_fields=["first_seen_at", "last_seen_at"])


#: How long before a listing somebody must have joined for their absence from it to mean that they left.
LISTING_SLACK = timedelta(seconds=2)


def missing_from(room: Room, listed_sids: set[str], *, listed_at: datetime) -> list[Visit]:
    """Open visits that LiveKit does not list: they ended without our hearing of it."""
    return [
        visit
        for visit in room.visits.select_related("participant").filter(
            left_at__isnull=True, joined_at__lt=listed_at - LISTING_SLACK
        )
        if visit.livekit_sid not in listed_sids
    ]
