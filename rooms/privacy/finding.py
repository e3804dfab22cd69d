"""Where a person is in our tables, and what they are known by there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from rooms import inbox
from rooms.host import get_host
from rooms.models import (
    Effect,
    Objection,
    OutcomeOverride,
    Room,
    RoomParticipant,
    RoomRecording,
    StatementVersion,
)
from rooms.pseudonyms import Traces
from rooms.recordings import forgetting as recorded
from rooms.searching import holds_any


@dataclass(frozen=True)
class Known:
    """Attributes:
    user: their account; None where the host has deleted it.
    rooms: ids of all that have anything of them, the oldest first.
    deleted_rooms: names of rooms that are no more, whose events name them.
    """

    user: Any
    traces: Traces
    rooms: tuple[UUID, ...]
    deleted_rooms: tuple[str, ...]

    @property
    def ref(self) -> str:
        return self.traces.ref

    @property
    def is_nothing(self) -> bool:
        return not (self.rooms or self.deleted_rooms or recorded.is_named_without_room(self.ref))

    def rows_in(self, room: Room) -> list[RoomParticipant]:
        """Their participant rows there; the one that a token was made for first."""
        return [
            row
            for row in room.participants.order_by("-user_ref", "created_at").filter(
                _people(self.ref, self.user)
            )
            if _is_theirs(row, self.traces)
        ]

    def recordings(self) -> list[RoomRecording]:
        """Those in which they may be seen or heard."""
        rooms = Room.objects.filter(pk__in=self.rooms).order_by("created_at", "pk")
        return [found for room in rooms for found in recorded.showing_them(self.rows_in(room))]


def find(ref: str, user: Any) -> Known:
    """Everything that names a person. Reads inbox, outbox and statements: for an operator's command.

    Args:
        ref: the host's reference, the primary key of the user.
        user: the account, if there still is one.

    Raises:
        Misconfigured: there is no host to ask for their name.
    """
    traces = _traces_of(ref, user)
    rooms = {row.room_id for row in _rows(traces, user)}
    for table in (Objection, OutcomeOverride):
        rooms.update(_by_person(table, ref, user).values_list("room_id", flat=True))
    rooms.update(Room.objects.filter(ended_by_ref=ref).values_list("pk", flat=True))
    rooms.update(Room.objects.filter(_titles(traces)).values_list("pk", flat=True))
    rooms.update(recorded.rooms_of(ref, user))
    for version in _naming(StatementVersion, "statement", ref):
        rooms.add(version.room_id)
    rooms.update(effect.room_id for effect in _naming(Effect, "payload", ref) if effect.room_id)
    named = inbox.rooms_naming(traces)
    there = dict(Room.objects.filter(name__in=named).values_list("name", "pk"))
    rooms.update(there.values())
    ordered = Room.objects.filter(pk__in=rooms).order_by("created_at", "pk").values_list("pk", flat=True)
    return Known(user, traces, tuple(ordered), tuple(sorted(named - there.keys())))


def _traces_of(ref: str, user: Any) -> Traces:
    names, emails = set[str](), set[str]()
    host = get_host().people([ref]).get(ref)
    if host is not None:
        names.add(host.name)
        emails.add(host.email)
    if user is not None:
        names.add(getattr(user, "get_full_name", str)())
        emails.add(getattr(user, user.get_email_field_name(), "") or "")
    bare = Traces(ref)
    rows = list(_rows(bare, user))
    names.update(row.name for row in rows)
    for table, field in ((Objection, "name"), (OutcomeOverride, "made_by_name")):
        names.update(_by_person(table, ref, user).values_list(field, flat=True))
    for version in _naming(StatementVersion, "statement", ref):
        lines = [*version.statement.get("people", ()), *version.statement.get("absent", ())]
        names.update(line["name"] for line in lines if line.get("user_ref") == ref)
    identities = frozenset(row.identity for row in rows)
    emails.update(rest for one in identities if "@" in (rest := one.removeprefix(f"{ref}-")))
    return replace(
        bare, names=frozenset(names - {""}), emails=frozenset(emails - {""}), identities=identities
    )


def _people(ref: str, user: Any) -> Q:
    found = Q(user_ref=ref) | Q(user_ref="", identity__startswith=f"{ref}-")
    return found if user is None else found | Q(user=user)


def _rows(traces: Traces, user: Any) -> Iterator[RoomParticipant]:
    rows = RoomParticipant.objects.filter(_people(traces.ref, user)).order_by("created_at")
    return (row for row in rows.iterator(500) if _is_theirs(row, traces))


def _is_theirs(row: RoomParticipant, traces: Traces) -> bool:
    return bool(row.user_ref) or traces.has_identity(row.identity)


def _by_person(table: Any, ref: str, user: Any) -> QuerySet[Any]:
    found = Q(pk__in=())
    if table is Objection:
        found |= Q(user_ref=ref) if user is None else Q(user_ref=ref) | Q(user=user)
    elif user is not None:
        found |= Q(made_by=user)
    rows: QuerySet[Any] = table.objects.filter(found)
    return rows


def _titles(traces: Traces) -> Q:
    found = Q(pk__in=())
    for name in traces.names:
        if len(name.split()) > 1:
            found |= Q(title__contains=name)
    return found


def _naming(table: Any, field: str, ref: str) -> Iterator[Any]:
    """Rows of which an object bears their reference."""
    rows = table.objects.annotate(said=Cast(field, TextField())).filter(
        holds_any("said", [f'"user_ref": "{ref}"'])
    )
    return (row for row in rows.order_by("pk").iterator(200) if Traces(ref).are_in(getattr(row, field)))
