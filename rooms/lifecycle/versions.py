"""Statements that are given out: when the first one is, and what makes the next. None is ever changed."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from rooms import attendance
from rooms.announce import announce
from rooms.conf import conf
from rooms.lifecycle.telling_host import tell_host_who_came
from rooms.models import EndReason, Room, StatementVersion, Status, VersionReason, WebhookEvent, given_up
from rooms.statement import Expected, Statement
from rooms.statement.comparing import says_the_same
from rooms.statement.fold import absent_of
from rooms.statement.ledger import fold_ledger, latest_version, with_what_was_said
from rooms.statement.storage import to_json

logger = logging.getLogger("rooms.lifecycle")

#: A statement is final when this many good reconciles have passed after the end and the inbox is drained.
RECONCILES_UNTIL_FINAL = 2

#: The number of the version that is given out when a statement is final.
FIRST = 1


def complete_rooms(*, at: datetime) -> QuerySet[Room]:
    """Ended, not final yet, and nothing can be missing from their ledger any more, but events that cannot be handled.

    Whose end was due first comes first.
    """
    waited_for = WebhookEvent.objects.filter(room_name=OuterRef("name"), processed_at__isnull=True)
    return (
        Room.objects.alias(closed=Coalesce("closed_at", "ended_at"))
        .filter(
            ~Exists(waited_for.exclude(given_up(at=at))),
            status=Status.ENDED,
            final_at__isnull=True,
            reconciles_after_end__gte=RECONCILES_UNTIL_FINAL,
            # The passes of several workers may fall into one moment; LiveKit repeats a webhook for 15 s.
            closed__lte=at - RECONCILES_UNTIL_FINAL * conf.reconcile_interval,
        )
        .order_by("ended_at", "pk")
    )


def _unhandled(room: Room) -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(room_name=room.name, processed_at__isnull=True)


def finalise(room: Room, *, at: datetime, expected: Sequence[Expected] = ()) -> bool:
    """Give out the statement of an ended room, and say so, if nothing can be missing any more.

    The caller holds the lock.

    Args:
        expected: who should have come, by the host; asked before the lock was taken.
    """
    if not complete_rooms(at=at).filter(pk=room.pk).exists():
        return False
    left_out = list(_unhandled(room).values_list("event_id", flat=True))
    if left_out:
        logger.warning(
            "room %s: its statement does not hold what cannot be handled: %s", room.name, ", ".join(left_out)
        )
    room.final_at = at
    statement = with_what_was_said(room, fold_ledger(room, at=at, expected=expected))
    statement = _give_out(room, statement, number=FIRST, why=VersionReason.FINAL, at=at)
    room.revision += 1
    room.save(update_fields=["final_at", "revision"])
    if room.end_reason == EndReason.MOVED:
        return True
    tell_host_who_came(room, at=at)
    announce("session_ended", str(statement.version), room, at=at, statement=statement)
    _tell_first_no_show(room, statement, at=at)
    return True


def correct(room: Room, statement: Statement, *, why: VersionReason, at: datetime) -> None:
    """Give out the next version if what was given out is no longer so. The caller holds the lock.

    Args:
        statement: the ledger as it is now, with what staff decided. Who is absent follows from the last version:
            the host may think otherwise of its bookings by now.
    """
    old = latest_version(room)
    if old is None or says_the_same(old, statement):
        return
    came = {person.user_ref for person in statement.people}
    new = replace(statement, absent=absent_of(statement.room, old.absent, came=came))
    new = _give_out(room, new, number=old.version + 1, why=why, at=at)
    if room.end_reason != EndReason.MOVED:  # of that one nobody was given a statement
        announce("statement_corrected", str(new.version), room, at=at, old=old, new=new)
        _tell_first_no_show(room, new, at=at)


def _tell_first_no_show(room: Room, statement: Statement, *, at: datetime) -> None:
    """Once for each room, with the first version that says so. What became of it is in the corrections."""
    if not _is_no_show(statement.outcome):
        return
    earlier = room.statement_versions.filter(number__lt=statement.version)
    if not any(map(_is_no_show, earlier.values_list("statement__outcome", flat=True))):
        announce(
            "no_show", str(statement.version), room, at=at, outcome=statement.outcome, statement=statement
        )


def _is_no_show(outcome: str | None) -> bool:
    return (outcome or "").startswith("no_show")


def _give_out(
    room: Room, statement: Statement, *, number: int, why: VersionReason, at: datetime
) -> Statement:
    """Objections stand beside a version, and are not a part of it."""
    given_out = replace(statement, version=number, final_at=room.final_at, objections=())
    attendance.record_shares(room, {person.person: person.share for person in given_out.people})
    StatementVersion.objects.create(
        room=room, number=number, made_at=at, statement=to_json(given_out), why=why
    )
    return given_out
