"""LiveKit's truth against ours: rooms and people as it lists them go through the webhooks' own functions.

A missed webhook costs at most one interval. One call for all rooms, and one for each that lives.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from rooms import beats, lifecycle, livekit
from rooms.attendance import Connection
from rooms.exceptions import LiveKitUnavailable, UnknownSubject
from rooms.livekit import LiveKitParticipant, LiveKitRoom
from rooms.models import Room, Status

logger = logging.getLogger("rooms.reconcile")


@dataclass(frozen=True)
class Report:
    """What one pass saw: rooms that live, and rooms whose record it touched because they do not."""

    alive: int
    gone: int


def reconcile(*, at: datetime | None = None) -> Report:
    """Compare every room of ours with LiveKit, and put the record right.

    Raises:
        LiveKitUnavailable: it does not answer; nothing was changed but the note of that.
    """
    started = at or timezone.now()
    try:
        listed = {room.name: room for room in livekit.list_rooms()}
        ours = Room.objects.filter(name__in=listed)
        for room in ours:
            try:
                reconcile_room(room, listed[room.name], at=at)
            except UnknownSubject:
                continue  # deleted by an operator in between
    except LiveKitUnavailable:
        beats.livekit_is_down(at=started)
        raise
    gone = _missing(set(listed), listed_at=started, at=at)
    lifecycle.note_reconcile()
    beats.livekit_answered(at=started)
    return Report(alive=len(ours), gone=gone)


def reconcile_room(room: Room, listed: LiveKitRoom, *, at: datetime | None = None) -> bool:
    """Bring one living room in line; True if a person (not a helper) is inside."""
    listed_at = at or timezone.now()
    people = [p for p in livekit.list_participants(room.name) if _is_person(p)]
    with lifecycle.locked_room(pk=room.pk) as locked:
        if locked.has_ended:
            # Deleted once already, or about to be: the minute makes every further look another occasion.
            lifecycle.delete_again(locked, room_sid=listed.sid, at=listed_at)
        lifecycle.people_listed(
            locked,
            [_connection(p, listed.sid) for p in people],
            room_sid=listed.sid,
            listed_at=listed_at,
            at=listed_at,
        )
    return bool(people)


def is_somebody_inside(room: Room, *, at: datetime | None = None) -> bool:
    """Ask LiveKit about one room, and take over what it says.

    Raises:
        LiveKitUnavailable: it does not answer.
    """
    listed = livekit.list_rooms([room.name])
    return bool(listed) and reconcile_room(room, listed[0], at=at)


def _missing(listed_names: set[str], *, listed_at: datetime, at: datetime | None) -> int:
    """Rooms that we believe alive and LiveKit does not have."""
    believed_alive = Room.objects.exclude(name__in=listed_names).exclude(status=Status.PENDING)
    count = 0
    for pk in list(believed_alive.exclude(status=Status.ENDED).values_list("pk", flat=True)):
        try:
            with lifecycle.locked_room(pk=pk) as room:
                lifecycle.incarnation_missing(room, listed_at=listed_at, at=at or timezone.now())
        except UnknownSubject:
            continue  # deleted by an operator in between
        count += 1
    return count


def _is_person(participant: LiveKitParticipant) -> bool:
    # Somebody who is only half in (JOINING, JOINED) gets a `joined` of their own once media is up.
    return participant.state == "ACTIVE" and not participant.is_helper


def _connection(participant: LiveKitParticipant, room_sid: str) -> Connection:
    return Connection(
        sid=participant.sid,
        identity=participant.identity,
        room_sid=room_sid,
        joined_at=participant.joined_at,
        name=participant.name,
        kind=participant.kind,
    )
