"""A pass over all rooms: one call for all of them, and one for each that lives. See docs/rules.md, "The ledger"."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from rooms import beats, lifecycle, livekit
from rooms.attendance import LISTING_SLACK, Connection
from rooms.conf import conf
from rooms.exceptions import LiveKitUnavailable
from rooms.inbox import decide_difference
from rooms.livekit import LiveKitParticipant, LiveKitRoom
from rooms.models import Room, Status
from rooms.one_of_many import one_of_many
from rooms.reconcile.comparing import Listing, compare, compare_missing
from rooms.reconcile.report import Report

logger = logging.getLogger("rooms.reconcile")

#: Two looks may lie so many intervals apart without anything having gone wrong.
USUAL_GAP = 1.5


class RoomUnanswered(LiveKitUnavailable):
    """LiveKit answers, but not about this room: with Redis, its server died and the room has none."""


def reconcile(*, at: datetime | None = None) -> Report:
    """Compare every room of ours with LiveKit, and put the record right.

    Raises:
        LiveKitUnavailable: it does not answer; nothing was changed but the note of that.
        Exception: what the first of those rooms raised that could not be compared; all others were.
    """
    started = at or timezone.now()
    is_back = _was_away(at=started)
    in_doubt = _in_doubt(at=started)
    report, failed = Report(), list[Exception]()
    try:
        listed = {room.name: room for room in livekit.list_rooms()}
        answered = at or timezone.now()
        for room in Room.objects.filter(name__in=listed):
            report.alive += 1
            with one_of_many(room.name, failed):
                _look_at(room, listed[room.name], report, is_back=is_back, in_doubt=in_doubt, at=at)
    except LiveKitUnavailable:
        beats.livekit_is_down(at=at or timezone.now())
        raise
    _look_at_missing(set(listed), report, failed, asked_at=started, answered_at=answered, at=at)
    lifecycle.note_reconcile(asked_at=started)
    beats.livekit_answered(at=started)
    ahead = livekit.clock_difference()
    if ahead is not None:
        beats.livekit_clock_is_ahead(seconds=ahead)
    if report.repairs:
        logger.info("reconcile put right: %s", dict(report.repairs))
    if failed:
        raise failed[0]
    return report


def reconcile_room(
    room: Room, listed: LiveKitRoom, report: Report | None = None, *, at: datetime | None = None
) -> bool:
    """Bring one living room in line; True if a person (not a helper) is inside.

    Raises:
        RoomUnanswered: LiveKit says nothing of it.
        UnknownSubject: it was deleted meanwhile.
    """
    asked_at = at or timezone.now()
    people = _list_people(room)
    answered_at = at or timezone.now()
    is_proof = room.pk not in _in_doubt(at=asked_at)
    _compare(
        room,
        listed,
        people,
        report or Report(),
        asked_at=asked_at,
        answered_at=answered_at,
        is_proof=is_proof,
    )
    return bool(people)


def is_somebody_inside(room: Room, *, at: datetime | None = None) -> bool:
    """Ask LiveKit about one room, and take over what it says.

    Raises:
        RoomUnanswered: LiveKit answers, but not about this room.
        LiveKitUnavailable: it does not answer.
    """
    listed = livekit.list_rooms([room.name])
    return bool(listed) and reconcile_room(room, listed[0], at=at)


def _look_at(
    room: Room,
    listed: LiveKitRoom,
    report: Report,
    *,
    is_back: bool,
    in_doubt: Collection[UUID],
    at: datetime | None,
) -> None:
    asked_at = at or timezone.now()
    try:
        people = _list_people(room)
    except RoomUnanswered:
        # Either that room's server died, which a touch mends, or LiveKit has just gone away, which the touch shows.
        report.unanswered.append(room.name)
        logger.warning("room %s: LiveKit lists it and does not answer about it", room.name)
        if not _touch_or_leave(room) and room.pk not in in_doubt:
            lifecycle.begin_livekit_room_again(room, at=asked_at)
        return
    answered_at = at or timezone.now()
    # With Redis people are still listed when their server died; a touch makes LiveKit begin the room again, and say so.
    # It is not asked a second time here: the outbox does it once for this outage, and tries until it is done.
    may_be_ghosts = is_back and bool(people)
    if may_be_ghosts:
        lifecycle.begin_livekit_room_again(room, at=answered_at)
    is_proof = not may_be_ghosts and room.pk not in in_doubt
    _compare(room, listed, people, report, asked_at=asked_at, answered_at=answered_at, is_proof=is_proof)


def _compare(
    room: Room,
    listed: LiveKitRoom,
    people: list[LiveKitParticipant],
    report: Report,
    *,
    asked_at: datetime,
    answered_at: datetime,
    is_proof: bool = True,
) -> None:
    ahead = _ahead()
    listing = Listing(
        room_sid=listed.sid,
        made_at=listed.created_at - ahead,
        asked_at=asked_at,
        answered_at=answered_at,
        people=[_connection(person, listed.sid, ahead) for person in people],
        is_proof=is_proof,
    )
    with lifecycle.locked_room(pk=room.pk) as locked:
        report.repairs += compare(locked, listing, at=answered_at)


def _look_at_missing(
    listed_names: set[str],
    report: Report,
    failed: list[Exception],
    *,
    asked_at: datetime,
    answered_at: datetime,
    at: datetime | None,
) -> None:
    """Rooms that we believe alive and LiveKit does not have."""
    believed_alive = Room.objects.exclude(name__in=listed_names).exclude(
        status__in=[Status.PENDING, Status.ENDED]
    )
    for pk in list(believed_alive.values_list("pk", flat=True)):
        with one_of_many(pk, failed):
            with lifecycle.locked_room(pk=pk) as room:
                report.repairs += compare_missing(
                    room, asked_at=asked_at, answered_at=answered_at, at=at or timezone.now()
                )
            report.gone += 1


def _was_away(*, at: datetime) -> bool:
    """Whether LiveKit may have died since we last compared: it did not answer, or nobody asked it for some time."""
    worker, beat = beats.get(beats.WORKER), beats.get(beats.LIVEKIT)
    if beat is None or beat.is_down or worker is None:
        return beat is not None and beat.is_down
    # A tick of cron's is each a new worker, and hides no more than there is between two looks of one that stays.
    return beat.seen_at < worker.since and at - beat.seen_at > conf.reconcile_interval * USUAL_GAP


def _in_doubt(*, at: datetime) -> set[UUID]:
    """Rooms that LiveKit has not begun again since an outage, or that it has told us nothing of since."""
    return lifecycle.rooms_not_begun_again(since=at - LISTING_SLACK)


def _touch_or_leave(room: Room) -> bool:
    """Let LiveKit begin the room again, if its server died.

    Returns:
        False where LiveKit answers, and only this room is out of reach.

    Raises:
        LiveKitUnavailable: LiveKit has gone away.
    """
    try:
        lifecycle.ensure_livekit_room(room)
    except LiveKitUnavailable:
        livekit.list_rooms([room.name])
        return False
    return True


def _list_people(room: Room) -> list[LiveKitParticipant]:
    try:
        return [person for person in livekit.list_participants(room.name) if _is_person(person)]
    except LiveKitUnavailable as error:
        raise RoomUnanswered(reason=error.reason) from error


def _ahead() -> timedelta:
    """LiveKit's clock minus ours, as far as it matters."""
    seconds = livekit.clock_difference()
    if seconds is None:
        beat = beats.get(beats.LIVEKIT)
        seconds = beat.ahead_seconds if beat is not None else None
    return decide_difference(seconds, at_least_seconds=None)


def _is_person(participant: LiveKitParticipant) -> bool:
    # Somebody who is only half in (JOINING, JOINED) gets a `joined` of their own once media is up.
    return participant.state == "ACTIVE" and not participant.is_helper


def _connection(participant: LiveKitParticipant, room_sid: str, ahead: timedelta) -> Connection:
    return Connection(
        sid=participant.sid,
        identity=participant.identity,
        room_sid=room_sid,
        joined_at=participant.joined_at - ahead,
        name=participant.name,
        kind=participant.kind,
        precision=1.0 if ahead else 0.0,
    )
