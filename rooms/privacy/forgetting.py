"""Forgets a person room by room: each owner of a table takes out what says who they were; the minutes stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms import attendance, chat, effects, inbox, lifecycle
from rooms.conf import conf
from rooms.exceptions import RoomsError, UnknownSubject
from rooms.models import Room, RoomParticipant
from rooms.privacy.finding import Known
from rooms.pseudonyms import Pseudonym, Rewriting
from rooms.recordings import forgetting as recorded


class TooEarly(RoomsError):
    """They are in a room that is open, or on the way in; or its statement is not final."""


@dataclass
class Forgotten:
    """How many of each changed."""

    rooms: int = 0
    participants: int = 0
    messages: int = 0
    statements: int = 0
    recordings: int = 0
    events: int = 0
    effects: int = 0


def forget(known: Known, *, at: datetime, dry_run: bool = False) -> Forgotten:
    """Make a person pseudonymous, in a transaction for each room; what is done stays done if a later one fails.

    Nothing is announced, and no number of any statement changes. Done twice it finds nothing any more.

    Raises:
        TooEarly: nothing was changed, unless they came in meanwhile.
    """
    for room in Room.objects.filter(pk__in=known.rooms, final_at__isnull=True):
        _raise_if_too_early(known, room, at=at)
    total = Forgotten()
    for pk in known.rooms:
        with _undone(dry_run):
            _forget_in(pk, known, total, at=at)
    for name in known.deleted_rooms:
        with _undone(dry_run):
            rewriting = Rewriting(known.traces, Pseudonym.make())
            total.events += inbox.forget(name, rewriting, held=inbox.hold_waiting(name))
    with _undone(dry_run):
        total.recordings += recorded.forget_without_room(known.ref, Pseudonym.make().ref)
    return total


def _forget_in(pk: UUID, known: Known, total: Forgotten, *, at: datetime) -> None:
    name = Room.objects.filter(pk=pk).values_list("name", flat=True).first()
    if name is None:
        return  # deleted by an operator in between
    held = inbox.hold_waiting(name)
    try:
        with lifecycle.locked_room(pk=pk) as room:
            rows = _raise_if_too_early(known, room, at=at)
            rewriting = Rewriting(known.traces, Pseudonym.make())
            senders = [row.pk for row in rows]
            total.participants += attendance.forget(rows, rewriting, at=at)
            total.messages += chat.forget(room, senders, rewriting, at=at)
            total.statements += lifecycle.forget(room, rewriting, user=known.user, at=at)
            total.recordings += recorded.forget(room, rewriting, user=known.user)
            total.events += inbox.forget(room.name, rewriting, held=held)
            total.effects += effects.forget(room, rewriting)
            total.rooms += 1
    except UnknownSubject:
        return


def _raise_if_too_early(known: Known, room: Room, *, at: datetime) -> list[RoomParticipant]:
    rows = known.rows_in(room)
    closed_at = room.closed_since
    if closed_at is not None and room.final_at is None and at < closed_at + conf.inbox_age:
        # Once forgotten, nobody could tell that the person whom the host expected is the one who came. A room that
        # is not final when its events are emptied never will be: LiveKit is gone for good, say.
        raise TooEarly(
            detail=f"The statement of {room.name} is not final yet: that takes the worker half a minute."
        )
    if not room.has_ended and any(attendance.may_be_inside(row, at=at) for row in rows):
        raise TooEarly(detail=f"They are inside {room.name}, which is open, or on the way in.")
    return rows


@contextmanager
def _undone(dry_run: bool) -> Iterator[None]:
    """A transaction, that is rolled back if it shall only be said what would be."""
    with transaction.atomic():
        yield
        if dry_run:
            transaction.set_rollback(True)
