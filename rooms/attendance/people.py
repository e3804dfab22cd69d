"""Who belongs to a room: their rows, seats, removals and bars. The caller holds the room's lock."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from rooms.attendance.connections import Connection
from rooms.conf import conf
from rooms.host import Person
from rooms.identity import make_identity
from rooms.models import ParticipantKind, Role, Room, RoomParticipant, has_open_visit
from rooms.searching import as_stored

#: What the column holds; a database other than SQLite refuses more.
NAME_LENGTH = 300


def ensure_participant(
    room: Room, person: Person, *, user: Any, role: Role, is_client: bool
) -> RoomParticipant:
    """The row of this person in this room, with the name and role the host gives now.

    The identity is made once and used again on every return.
    """
    return keep_participant(
        room, find_person(room, person), person, user=user, role=role, is_client=is_client
    )


def keep_participant(
    room: Room,
    participant: RoomParticipant | None,
    person: Person,
    *,
    user: Any,
    role: Role,
    is_client: bool,
) -> RoomParticipant:
    """`ensure_participant` for whoever has looked for the row already, under this lock.

    Args:
        participant: from `find_person`.
    """
    name = _fit(person.name)
    if participant is None:
        return room.participants.create(
            kind=ParticipantKind.USER,
            user=user,
            user_ref=person.ref,
            identity=make_identity(room_type=room.room_type, room_id=str(room.id), person=person),
            name=name,
            role=role,
            is_client=is_client,
        )
    before = (participant.name, participant.role, participant.is_client, participant.barred_at)
    # The bar is of a client's booking; whoever leads the session now needs none.
    after = (name, role, is_client, participant.barred_at if is_client else None)
    if after != before:
        participant.name, participant.role, participant.is_client, participant.barred_at = after
        participant.save(update_fields=["name", "role", "is_client", "barred_at"])
    return participant


def find_person(room: Room, person: Person) -> RoomParticipant | None:
    """Their row in this room, where they have one."""
    return room.participants.filter(user_ref=person.ref).first()


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


def people_present(room: Room, *, at: datetime) -> QuerySet[RoomParticipant]:
    """Everybody who `may_be_inside`, without those who are being put out."""
    return room.participants.filter(
        Q(seat_until__gt=at) | has_open_visit(), removed_at__isnull=True, barred_at__isnull=True
    )


def count_taken(room: Room, *, at: datetime, without_user_ref: str) -> int:
    """People inside or holding a seat, without this one."""
    others = room.participants.exclude(user_ref=without_user_ref)
    return others.filter(Q(seat_until__gt=at) | has_open_visit()).count()


def count_inside(room: Room) -> int:
    """Different people with an open connection; two devices of one person count once."""
    return room.visits.filter(left_at__isnull=True).values("participant").distinct().count()


def remove(participant: RoomParticipant, *, at: datetime) -> None:
    participant.removed_at = participant.removed_at or at
    participant.seat_until = None
    participant.save(update_fields=["removed_at", "seat_until"])


def readmit(participant: RoomParticipant) -> None:
    participant.removed_at = None
    participant.save(update_fields=["removed_at"])


def hold_back(people: Collection[UUID], *, at: datetime) -> None:
    """From now on they are not to be published. Who is held back already stays so since then."""
    RoomParticipant.objects.filter(pk__in=people, held_back_at__isnull=True).update(held_back_at=at)


def let_go(people: Collection[UUID]) -> None:
    """Whoever was held back may be published again."""
    RoomParticipant.objects.filter(pk__in=people).update(held_back_at=None)


def keep_permission(participant: RoomParticipant, permission: dict[str, Any]) -> None:
    """What LiveKit let somebody do before they were held back, to be given back; the row in memory knows it, too."""
    participant.permission_before = permission
    participant.save(update_fields=["permission_before"])


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
    clients = room.participants.filter(kind=ParticipantKind.USER, is_client=True, forgotten_at__isnull=True)
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


def find_participant(room: Room, identity: str) -> RoomParticipant | None:
    """Whose identity this is, where it is one that we made or have heard of."""
    # Locked, because what their page reports of a connection may be waiting at their row.
    return room.participants.select_for_update().filter(identity=identity).first()


def ensure_owner(room: Room, connection: Connection) -> RoomParticipant:
    """Whose connection this is; who has no token of ours gets a row.

    That is a phone, or somebody with the keys. LiveKit says they were inside, so they are in the ledger; they never
    count as practitioner or client.
    """
    return find_participant(room, connection.identity) or RoomParticipant.objects.create(
        room=room,
        kind=ParticipantKind.PHONE if connection.kind == "SIP" else ParticipantKind.GUEST,
        identity=connection.identity,
        name=_fit(connection.name),
        role=Role.PARTICIPANT,
    )


def _fit(name: str) -> str:
    """As the column holds it, and as a search finds it."""
    return as_stored(name)[:NAME_LENGTH]
