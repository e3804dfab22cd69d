"""Tells the host how a room ended, and who of its clients came."""

from datetime import datetime

from django.utils import timezone

from rooms import effects
from rooms.host import get_host
from rooms.models import Effect, EndReason, Outcome, Room
from rooms.statement.ledger import get_statement, latest_version

#: Outcomes that the host is told; a cancelled or moved room tells it nothing.
TOLD = {
    Outcome.COMPLETED,
    Outcome.NO_SHOW_CLIENT,
    Outcome.NO_SHOW_PRACTITIONER,
    Outcome.NO_SHOW_BOTH,
}


def tell_host(room: Room, *, at: datetime) -> None:
    """Queue the word to the host, as often as this is called. The caller holds the lock."""
    room.outcome_version += 1
    room.save(update_fields=["outcome_version"])
    if room.outcome in TOLD and room.end_reason != EndReason.CANCELLED:
        effects.queue("tell_host", f"{room.id}:{room.outcome_version}", room=room, due_at=at)


def tell_host_who_came(room: Room, *, at: datetime) -> None:
    """Tell it again if it took a client for missing who came: of a session of many, the outcome is the same then.

    The caller holds the lock.
    """
    if room.told_outcome == room.outcome and room.told_attended not in {None, len(_who_came(room))}:
        tell_host(room, at=at)


def _who_attended(room: Room) -> set[str]:
    """Which clients did, by the statement that goes with the outcome: what is still being gathered changes both."""
    given_out = latest_version(room) if room.final_at is not None else None
    if given_out is None:
        return _who_came(room)
    return {person.user_ref for person in given_out.people if person.side == "client"}


def _who_came(room: Room) -> set[str]:
    visits = room.visits.filter(participant__is_client=True).order_by()
    return set(visits.values_list("participant__user_ref", flat=True).distinct())


def _has_forgotten_a_client(room: Room) -> bool:
    return room.visits.filter(participant__is_client=True, participant__forgotten_at__isnull=False).exists()


@effects.handler("tell_host", in_transaction=True)
def _tell_host(effect: Effect) -> None:
    if effect.room is None:
        return
    room = Room.objects.select_for_update().get(pk=effect.room.pk)
    attended = _who_attended(room)
    is_same = room.outcome == room.told_outcome and room.told_attended in {None, len(attended)}
    if room.outcome not in TOLD or is_same:
        return
    host = get_host()
    expected = {person.ref for person in host.clients(room.subject_kind, room.subject_ref)}  # type: ignore[arg-type]
    if _has_forgotten_a_client(room):
        # Whether one of those who are missing was there, nobody can tell any more: they are as they were told before.
        expected &= attended
    host.record_outcome(
        room.subject_kind,  # type: ignore[arg-type]
        room.subject_ref,
        room.outcome,
        get_statement(room, at=timezone.now()),
        {ref: ref in attended for ref in expected},
        room.told_outcome or None,
    )
    Room.objects.filter(pk=room.pk).update(told_outcome=room.outcome, told_attended=len(attended))
