"""The end of a room, its outcome, and telling the host."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rooms import attendance, effects, livekit
from rooms.announce import announce
from rooms.conf import conf
from rooms.exceptions import LiveKitNotFound
from rooms.host import get_host
from rooms.lifecycle.status import settle, transition
from rooms.lifecycle.telling import tell_left
from rooms.models import Effect, EndReason, KnownBy, Outcome, Room, Status, WebhookEvent
from rooms.statement import Statement
from rooms.statement.ledger import get_statement
from rooms.statement.storage import from_json, to_json

logger = logging.getLogger("rooms.lifecycle")

#: Outcomes that the host is told; a cancelled or moved room tells it nothing.
_TOLD = {
    Outcome.COMPLETED,
    Outcome.NO_SHOW_CLIENT,
    Outcome.NO_SHOW_PRACTITIONER,
    Outcome.NO_SHOW_BOTH,
}

#: A statement is final when this many good reconciles have passed after the end and the inbox is drained.
RECONCILES_UNTIL_FINAL = 2


def end_room(room: Room, reason: EndReason, *, ended_at: datetime, at: datetime, by_ref: str = "") -> None:
    """End a room for good. The caller holds the lock. Ending it again does nothing.

    Args:
        ended_at: the moment that counts (the due time, where the worker was late).
        at: now.
        by_ref: the user who ended it.
    """
    if room.has_ended:
        return
    for visit in attendance.close_visits(room, left_at=ended_at, known_by=KnownBy.ROOM_END):
        tell_left(room, visit, at=at)
    transition(room, Status.ENDED, at=ended_at, reason=EndReason(reason).value)
    room.end_reason, room.ended_at, room.ended_by_ref = reason, ended_at, by_ref
    room.livekit_sid, room.closes_at, room.dial_in_pin = "", None, ""
    room.host_declined = reason == EndReason.CANCELLED
    attendance.release_seats(room)
    settle(room, at=at, reason="ended")
    delete_livekit_room(room, occasion="end", at=at)
    reconsider_outcome(room, at=at)
    logger.info("room %s ended: %s", room.name, reason)


def reconsider_outcome(room: Room, *, at: datetime) -> None:
    """Fold the ledger of an ended room again.

    A changed outcome is told to the host, with the one before. A statement that was given out and is no longer
    so, be it by a minute, is corrected.
    """
    statement = get_statement(room, at=at)
    if statement.outcome != room.outcome:
        room.outcome = statement.outcome
        room.outcome_version += 1
        room.revision += 1
        room.save(update_fields=["outcome", "outcome_version", "revision"])
        if room.outcome in _TOLD and room.end_reason != EndReason.CANCELLED:
            effects.queue("tell_host", f"{room.id}:{room.outcome_version}", room=room, due_at=at)
    if room.final_statement is not None:
        _correct(room, from_json(room.final_statement), at=at)


def _correct(room: Room, old: Statement, *, at: datetime) -> None:
    if get_statement(room, at=at) == old:
        return
    new = _keep_statement(room, at=at)
    if room.end_reason != EndReason.MOVED:  # of that one nobody was given a statement
        # The revision is the occasion: minutes may change without the outcome's version.
        announce("statement_corrected", str(room.revision), room, at=at, old=old, new=new)


def delete_livekit_room(room: Room, *, occasion: str, at: datetime) -> None:
    """Queue the deletion of LiveKit's room; the occasion makes a second appearance another effect."""
    effects.queue("delete_livekit_room", f"{room.id}:{occasion}", room=room, due_at=at)


def delete_again(room: Room, *, room_sid: str, at: datetime) -> None:
    """LiveKit still (or again) lists the room of an ended one. At most one effect a minute and incarnation.

    It answers, so a deletion that waits out its back-off need not wait any longer.
    """
    if not effects.hasten("delete_livekit_room", f"{room.id}:", room=room, at=at):
        delete_livekit_room(room, occasion=f"{room_sid}:{at:%Y%m%d%H%M}", at=at)


def note_declined(room: Room) -> None:
    """The host says that nobody may enter, after this room ended: if it lets people in again, that is anew."""
    if not room.host_declined:
        room.host_declined = True
        room.save(update_fields=["host_declined"])


def note_reconcile() -> None:
    """LiveKit was compared with all of our rooms: ended ones are a step nearer to being final.

    The only writer that takes many rooms at once. It waits for none of them: one that somebody else holds, a host
    that ends a whole course or another worker in the same step, takes its step with the next pass.
    """
    near = Room.objects.select_for_update(skip_locked=True).filter(
        status=Status.ENDED, final_at__isnull=True, reconciles_after_end__lt=RECONCILES_UNTIL_FINAL
    )
    with transaction.atomic():
        Room.objects.filter(pk__in=near.values("pk")).update(
            reconciles_after_end=F("reconciles_after_end") + 1
        )


def finalise(room: Room, *, at: datetime) -> bool:
    """Declare the statement of an ended room final, and say so, if nothing can be missing any more."""
    if room.final_at is not None or room.ended_at is None:
        return False
    # The passes of several workers may fall into one moment; LiveKit repeats a webhook for a quarter of a minute.
    soonest = room.ended_at + RECONCILES_UNTIL_FINAL * conf.reconcile_interval
    if room.reconciles_after_end < RECONCILES_UNTIL_FINAL or at < soonest:
        return False
    if WebhookEvent.objects.filter(room_name=room.name, processed_at__isnull=True).exists():
        return False
    room.final_at = at
    statement = _keep_statement(room, at=at)
    if room.end_reason == EndReason.MOVED:
        return True
    announce("session_ended", str(room.outcome_version), room, at=at, statement=statement)
    if room.outcome.startswith("no_show"):
        announce("no_show", str(room.outcome_version), room, at=at, outcome=room.outcome, statement=statement)
    return True


def _keep_statement(room: Room, *, at: datetime) -> Statement:
    """The statement as it is given out, kept so that a later correction can show both."""
    statement = get_statement(room, at=at)
    room.final_statement = to_json(statement)
    room.save(update_fields=["final_at", "final_statement"])
    return statement


@effects.handler("delete_livekit_room")
def _delete(effect: Effect) -> None:
    if effect.room is None:
        return
    try:
        livekit.delete_room(effect.room.name)
    except LiveKitNotFound:
        logger.debug("room %s was gone already", effect.room.name)


@effects.handler("tell_host", in_transaction=True)
def _tell_host(effect: Effect) -> None:
    if effect.room is None:
        return
    room = Room.objects.select_for_update().get(pk=effect.room.pk)
    if room.outcome not in _TOLD or room.outcome == room.told_outcome:
        return
    host = get_host()
    attended = set(
        room.visits.filter(participant__is_client=True).values_list("participant__user_ref", flat=True)
    )
    expected = [person.ref for person in host.clients(room.subject_kind, room.subject_ref)]  # type: ignore[arg-type]
    host.record_outcome(
        room.subject_kind,  # type: ignore[arg-type]
        room.subject_ref,
        room.outcome,
        get_statement(room, at=timezone.now()),
        {ref: ref in attended for ref in expected},
        room.told_outcome or None,
    )
    Room.objects.filter(pk=room.pk).update(told_outcome=room.outcome)
