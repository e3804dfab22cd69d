"""The outcome of a room: from its ledger, or as staff decided."""

import logging
from datetime import datetime, timedelta
from typing import Any

from rooms import effects
from rooms.exceptions import HAS_NO_OUTCOME, NO_SUCH_OUTCOME, REASON_TOO_LONG, SAY_WHY, Refused, RoomsError
from rooms.lifecycle.status import locked_room
from rooms.lifecycle.telling_host import TOLD, tell_host, tell_host_who_came
from rooms.lifecycle.versions import correct
from rooms.models import Effect, EndReason, OutcomeOverride, Room, VersionReason
from rooms.plaintext import tidy_line
from rooms.statement.ledger import fold_ledger, outcome_now, with_what_was_said

logger = logging.getLogger("rooms.lifecycle")


#: What comes after a statement was given out is gathered for so long, and makes one version.
GATHERED_FOR = timedelta(seconds=5)


def reconsider_outcome(room: Room, *, at: datetime) -> None:
    """More is known of an ended room. The caller holds the lock.

    Until its statement is given out, its outcome follows at once. Later evidence comes in crowds, when something was
    down for long: then outcome, host and statement follow together, some seconds later.
    """
    if room.final_at is None:
        _take_in(room, at=at)
    elif not effects.join_waiting("take_in_evidence", room=room):
        room.revision += 1  # the occasion
        room.save(update_fields=["revision"])
        key = f"{room.id}:{room.revision}"
        effects.queue("take_in_evidence", key, room=room, due_at=at + GATHERED_FOR)


def _take_in(room: Room, *, at: datetime, why: VersionReason = VersionReason.EVIDENCE) -> None:
    """Ask the ledger again: a changed outcome is told to the host, with the one before. A statement that was given out
    and is no longer so, be it by a minute, gets its next version. What staff decided stays decided."""
    outcome = outcome_now(room, at=at)
    if outcome != room.outcome:
        room.outcome = outcome
        room.revision += 1
        room.save(update_fields=["outcome", "revision"])
        tell_host(room, at=at)
    if room.final_at is not None:
        tell_host_who_came(room, at=at)
        correct(room, with_what_was_said(room, fold_ledger(room, at=at)), why=why, at=at)


@effects.handler("take_in_evidence")
def _take_in_evidence(effect: Effect) -> None:
    if effect.room is not None:
        with locked_room(pk=effect.room.pk) as room:
            _take_in(room, at=effects.began_at(effect))


def override_outcome(
    room: Room, outcome: str, *, reason: str, by: Any, by_name: str, at: datetime
) -> OutcomeOverride:
    """Staff decide what the outcome is; it holds until they decide again, whatever evidence comes.

    The caller holds the lock, and has asked whether this user may.

    Args:
        outcome: one that the host is told, or the ledger's own.
        reason: one line, for everyone who sees the statement.
        by: the user.

    Raises:
        Refused: `not_allowed`: it has not ended, or was moved.
        RoomsError: `invalid`: no reason, one that is too long, or that is the outcome already.
    """
    if not room.has_ended or room.end_reason == EndReason.MOVED:
        raise Refused("not_allowed", str(HAS_NO_OUTCOME))
    reason = tidy_line(reason)
    if not reason:
        raise RoomsError("invalid", str(SAY_WHY))
    if len(reason) > OutcomeOverride.LONGEST_REASON:
        raise RoomsError("invalid", str(REASON_TOO_LONG))
    if room.final_at is not None:
        _take_in(room, at=at)  # what has come by now is a version of its own
    if outcome == room.outcome or outcome not in {*TOLD, fold_ledger(room, at=at).outcome}:
        raise RoomsError("invalid", str(NO_SUCH_OUTCOME))
    made = OutcomeOverride.objects.create(
        room=room,
        outcome=outcome,
        previous=room.outcome,
        reason=reason,
        made_by=by,
        made_by_name=by_name[:300],
        made_at=at,
    )
    _take_in(room, at=at, why=VersionReason.OVERRIDE)
    logger.info("room %s: staff decided %s instead of %s", room.name, made.outcome, made.previous)
    return made
