"""The demo's situations, brought back to "now": each stays in its state and unused, or is replaced.

What somebody used (their room was entered, they were removed from it) goes on by itself and is no longer listed.
All changes take the same way as those of people: through the owners, which tell `rooms`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from estuary.accounts.models import User
from estuary.bookings import changes, session_changes
from estuary.bookings.models import Booking, Service, Session
from estuary.bookings.models.booking import BookingState
from estuary.bookings.models.session import SessionState
from estuary.demo.models import DemoSubject
from rooms.models import Room, Status


def ensure_booking(
    key: str, service: Service, client: User, *, state: BookingState, starts_at: datetime
) -> Booking:
    """The unused appointment of this situation, at this time and in this state."""
    found = DemoSubject.objects.filter(key=key).select_related("booking").first()
    booking = found.booking if found else None
    if (
        booking is None
        or booking.state != state
        or (booking.service_id, booking.client_id) != (service.pk, client.pk)
        or not is_unused("booking", booking.pk)
        or (state == BookingState.CANCELED and booking.starts_at != starts_at)
    ):
        return _new_booking(key, service, client, state=state, starts_at=starts_at)
    if booking.starts_at != starts_at:
        booking = changes.move(booking.pk, starts_at)
    return booking


def ensure_session(
    key: str, service: Service, clients: Sequence[User], *, starts_at: datetime | None
) -> Session:
    """The unused session of this situation with a place for each client; without a start it is a draft."""
    found = DemoSubject.objects.filter(key=key).select_related("session").first()
    session = found.session if found else None
    state = SessionState.SCHEDULED if starts_at else SessionState.DRAFT
    if (
        session is None
        or session.state != state
        or session.service_id != service.pk
        or not is_unused("session", session.pk)
        or not has_places(session, clients)
    ):
        session = session_changes.plan(service)
        for client in clients:
            changes.book_session(session, client, state=BookingState.CONFIRMED)
        DemoSubject.objects.update_or_create(key=key, defaults={"session": session, "booking": None})
    if starts_at is not None and session.starts_at != starts_at:
        ends_at = starts_at + timedelta(minutes=service.duration_minutes)
        session = session_changes.schedule(session.pk, starts_at, ends_at)
    return session


def _new_booking(
    key: str, service: Service, client: User, *, state: BookingState, starts_at: datetime
) -> Booking:
    if state == BookingState.CANCELED:
        booking = changes.book_service(service, client, starts_at=starts_at)
        booking = changes.cancel(booking.pk, by=service.practitioner.user)
    else:
        booking = changes.book_service(service, client, starts_at=starts_at, state=state)
    DemoSubject.objects.update_or_create(key=key, defaults={"booking": booking, "session": None})
    return booking


def has_places(session: Session, clients: Sequence[User]) -> bool:
    confirmed = session.bookings.filter(state=BookingState.CONFIRMED).values_list("client_id", flat=True)
    return {client.pk for client in clients} == set(confirmed)


def is_unused(kind: str, pk: int) -> bool:
    """Every room that this subject ever had is still as it was made."""
    rooms = Room.objects.filter(subject_kind=kind, subject_ref=str(pk))
    return not (
        rooms.exclude(status=Status.PENDING).exists()
        or rooms.filter(visits__isnull=False).exists()
        or rooms.filter(participants__removed_at__isnull=False).exists()
    )
