"""How places stand: one query that says whether anything changed, and two for what did."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal, cast
from uuid import UUID

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from rooms.models import Role, Room, RoomParticipant, Status, has_open_visit

#: Of one room: beyond it a page says how many more there are.
MOST_NAMES = 100

#: A query may have that many parameters on every database.
PLACES_A_QUERY = 10_000


@dataclass(frozen=True)
class Place:
    """What has a state: a (resolved) subject with its open or latest room, or one room for ever."""

    kind: Literal["booking", "session", "room"]
    ref: str


@dataclass(frozen=True)
class Seen:
    """What one look sees of a place; another one is news.

    Attributes:
        room_id: None where the subject has no room (yet).
        told_outcome: the host has heard of it, so its own pages say another thing.
    """

    room_id: UUID | None = None
    status: str = ""
    revision: int = 0
    participant_count: int = 0
    outcome: str = ""
    told_outcome: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class PersonInside:
    id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class State:
    """Attributes:
    hosts_inside, clients_inside: different people; clients are those with a booking.
    people: the first of those inside, who came first first; None where nobody listens who may know.
    """

    seen: Seen
    hosts_inside: int = 0
    clients_inside: int = 0
    people: tuple[PersonInside, ...] | None = None


def read_states(places: Mapping[Place, bool]) -> dict[Place, State]:
    """How places stand now.

    Args:
        places: each with whether names are wanted.
    """
    return fill(read_seen(places), places)


def read_seen(places: Iterable[Place]) -> dict[Place, Seen]:
    """The look: one query for all of them."""
    waiting = iter(places)
    found: dict[Place, Seen] = {}
    while some := list(islice(waiting, PLACES_A_QUERY)):
        found |= _read_seen(some)
    return found


def fill(seen: Mapping[Place, Seen], names: Mapping[Place, bool]) -> dict[Place, State]:
    """Add who is inside, for places that changed: one query for the numbers, one more where names are wanted."""
    filled = {found.room_id for found in seen.values() if found.participant_count and found.room_id}
    named = {found.room_id for place, found in seen.items() if names.get(place) and found.room_id in filled}
    numbers = _read_numbers(filled) if filled else {}
    people = read_people(named) if named else {}
    states = {}
    for place, found in seen.items():
        hosts, clients = numbers.get(found.room_id, (0, 0)) if found.room_id else (0, 0)
        inside = people.get(found.room_id, ()) if found.room_id else ()
        states[place] = State(found, hosts, clients, inside if names.get(place) else None)
    return states


def read_people(room_ids: Collection[UUID]) -> dict[UUID, tuple[PersonInside, ...]]:
    """Who is inside, of each room the first `MOST_NAMES`; one query."""
    rows = (
        RoomParticipant.objects.filter(has_open_visit(), room__in=room_ids)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by="room_id",
                order_by=[F("first_seen_at").asc(nulls_last=True), "created_at", "pk"],
            )
        )
        .filter(place__lte=MOST_NAMES)
        .order_by("room_id", "place")
        .values_list("room_id", "pk", "name", "role")
    )
    found: dict[UUID, list[PersonInside]] = defaultdict(list)
    for room_id, pk, name, role in rows:
        found[room_id].append(PersonInside(pk, name, role))
    return {room_id: tuple(people) for room_id, people in found.items()}


def _read_seen(places: Collection[Place]) -> dict[Place, Seen]:
    refs: dict[str, list[str]] = defaultdict(list)
    for place in places:
        refs[place.kind].append(place.ref)
    wanted = Q(pk__in=refs.pop("room", []))
    for kind, asked in refs.items():
        wanted |= Q(subject_kind=kind, subject_ref__in=asked)
    rows = Room.objects.filter(wanted).order_by("created_at", "pk").values_list(
        "subject_kind", "subject_ref", "pk", "status", "revision", "participant_count", "outcome", "told_outcome",
        "started_at", "ended_at",
    )  # fmt: skip
    found = dict.fromkeys(places, Seen())
    for subject_kind, subject_ref, *facts in rows:
        seen = Seen(*facts)  # type: ignore[arg-type]  # in the order of its attributes
        for place in _places_of(subject_kind, subject_ref, seen):
            before = found.get(place)
            if before is not None and not _is_open(before):
                found[place] = seen
    return found


def _places_of(kind: str, ref: str, seen: Seen) -> Iterator[Place]:
    yield Place("room", str(seen.room_id))
    yield Place(cast(Literal["booking", "session"], kind), ref)


def _is_open(seen: Seen) -> bool:
    """Of a subject's rooms the open one counts, else the latest."""
    return seen.room_id is not None and seen.status != Status.ENDED


def _read_numbers(room_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    hosts: Counter[UUID] = Counter()
    clients: Counter[UUID] = Counter()
    rows = (
        RoomParticipant.objects.filter(has_open_visit(), room__in=room_ids)
        .order_by()
        .values_list("room_id", "role", "is_client")
        .annotate(number=Count("pk"))
    )
    for room_id, role, is_client, number in rows:
        hosts[room_id] += number if role == Role.HOST else 0
        clients[room_id] += number if is_client else 0
    return {room_id: (hosts[room_id], clients[room_id]) for room_id in hosts}
