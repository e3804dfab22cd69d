"""What `rooms` tells Estuary: a room was made, a session has begun, this is how it ended."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Subquery

from estuary.bookings import session_changes
from estuary.bookings.changes import announce
from estuary.bookings.models import Booking, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from rooms.models import Room, Status

#: While a booking is in one of these states, `rooms` decides how it goes on.
WAITING_FOR_OUTCOME = frozenset({BookingState.CONFIRMED, BookingState.IN_PROGRESS})


def record_room(kind: str, ref: str) -> None:
    """Link the subject with its newest room. Safe to run twice and late: it asks for the newest itself.

    In the statement that writes it: a room that is deleted in between is none.
    """
    rooms = Room.objects.filter(subject_kind=kind, subject_ref=ref).order_by("-created_at")
    newest = Subquery(rooms.values("pk")[:1])
    if kind == "booking":
        Booking.objects.filter(Exists(rooms), pk=ref).update(room=newest)
    else:
        Session.objects.filter(Exists(rooms), pk=ref).update(room=newest)


@transaction.atomic
def record_start(kind: str, ref: str, room_id: UUID) -> None:
    """The first person is inside: confirmed bookings are going on. News of an ended room come too late."""
    if not Room.objects.filter(pk=room_id).exclude(status=Status.ENDED).exists():
        return
    if kind == "booking":
        started = Booking.objects.filter(pk=ref, state=BookingState.CONFIRMED)
        if started.update(state=BookingState.IN_PROGRESS, revision=F("revision") + 1):
            announce(int(ref))
        return
    session = Session.objects.select_for_update().filter(pk=ref, state=SessionState.SCHEDULED).first()
    if session is not None:
        session.bookings.filter(state=BookingState.CONFIRMED).update(
            state=BookingState.IN_PROGRESS, revision=F("revision") + 1
        )
        session.state = SessionState.IN_PROGRESS
        session_changes.save(session)


@transaction.atomic
def record_outcome(
    kind: str,
    ref: str,
    outcome: str,
    people: Mapping[str, bool],
    previous: str | None,
    *,
    scheduled_start: datetime | None,
    ended_early: bool = False,
) -> None:
    """Write how it ended. Canceled bookings stay canceled; what a person marked by hand stays.

    An outcome speaks of one appointment: where the booking or session has another time by now, it was moved
    between the room's end and this word, and the new appointment has not been missed.

    Args:
        scheduled_start: of the room that ended; None where its times were taken away.
        ended_early: its practitioner ended it before the clients' time to come was over: nobody missed it.
        people: for every booked client (primary key as string): whether they attended; who is not named is as before.
        previous: the outcome told before, where better evidence changed it.
    """
    bookings = Booking.objects.select_for_update()
    if kind == "booking":
        for booking in bookings.filter(pk=ref):
            if booking.starts_at == scheduled_start and _may_change(booking.state, previous):
                booking.state = _booking_state(outcome, attended=True)
                booking.revision += 1
                booking.save(update_fields=["state", "revision"])
                announce(booking.pk)
        return
    session = Session.objects.select_for_update().filter(pk=ref).exclude(state=SessionState.CANCELED).first()
    if session is None or session.starts_at != scheduled_start:
        return
    for state in (BookingState.COMPLETED, BookingState.NO_SHOW):
        session_changes.change_bookings(
            session,
            [
                booking.pk
                for booking in bookings.filter(session=session)
                if _may_change(booking.state, previous)
                and _booking_state(outcome, attended=ended_early or _attended(booking, people)) == state
            ],
            state,
        )
    if session.starts_at is not None:  # without a time it stays a draft: it can still be given one
        session.state = SessionState.COMPLETED if outcome == "completed" else SessionState.MISSED
    session_changes.save(session)


def _attended(booking: Booking, people: Mapping[str, bool]) -> bool:
    return people.get(str(booking.client_id), booking.state == BookingState.COMPLETED)


def _booking_state(outcome: str, *, attended: bool) -> BookingState:
    return BookingState.COMPLETED if outcome == "completed" and attended else BookingState.NO_SHOW


def _may_change(state: str, previous: str | None) -> bool:
    corrected = previous is not None and state in {BookingState.COMPLETED, BookingState.NO_SHOW}
    return state in WAITING_FOR_OUTCOME or corrected
