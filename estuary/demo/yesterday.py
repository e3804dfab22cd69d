"""The demo's yesterday: three appointments that are over, each with a statement to read.

One went well, with a connection that broke and a phone that went on; to one the client did not come; of one an end was
lost and had to be inferred.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from estuary.accounts.models import User
from estuary.bookings import changes, outcomes
from estuary.bookings.models import Booking, Service
from estuary.bookings.models.booking import BookingState
from estuary.demo.models import DemoSubject
from estuary.demo.telling import Call
from rooms.syncing import sync_subject

Script = Callable[[Call, User, User], None]

#: Its room is made so long before the planned start.
MADE_BEFORE = timedelta(hours=1)


def ensure_over(key: str, service: Service, client: User, *, starts_at: datetime) -> Booking:
    """The appointment of this situation at this time, with everything that happened in its room; told once.

    Args:
        key: of `SCRIPTS`.
        starts_at: so long ago that nobody may enter any more.
    """
    found = DemoSubject.objects.filter(key=key).select_related("booking").first()
    booking = found.booking if found else None
    if (
        booking is not None
        and booking.starts_at == starts_at
        and (booking.service_id, booking.client_id) == (service.pk, client.pk)
    ):
        return booking
    booking = book_and_tell(key, service, client, starts_at=starts_at)
    DemoSubject.objects.update_or_create(key=key, defaults={"booking": booking, "session": None})
    return booking


def book_and_tell(key: str, service: Service, client: User, *, starts_at: datetime) -> Booking:
    """A new appointment with everything that happened in its room."""
    booking = changes.book_service(service, client, starts_at=starts_at, state=BookingState.CONFIRMED)
    room = sync_subject("booking", str(booking.pk), at=starts_at - MADE_BEFORE)
    if room is None:
        raise ValueError("An appointment that was confirmed has no room.")
    SCRIPTS[key](Call(room), service.practitioner.user, client)
    outcomes.record_room("booking", str(booking.pk))
    booking.refresh_from_db()
    return booking


def _went_well(call: Call, practitioner: User, client: User) -> None:
    """A bad line for some minutes, another try, then the phone: reported to the second, all of it."""
    nadia, jonas = call.seat(practitioner, leads=True), call.seat(client)
    call.begins(-2.4)
    hers = call.comes(nadia, -2.39)
    first = call.comes(jonas, 1.7)
    call.measures(jonas, first, 2, 12)
    call.measures(jonas, first, 12, 19, lost=7)
    call.goes(first, 19.6)
    second = call.comes(jonas, 20.1)
    call.measures(jonas, second, 21, 23, lost=9)
    call.goes(second, 23.4)
    call.comes(jonas, 24.8, by_phone=True)
    call.measures(nadia, hers, 0, 50)
    call.is_ended(practitioner, 50.3)


def _nobody_came(call: Call, practitioner: User, client: User) -> None:
    """The practitioner waited for longer than a client may be late, and went."""
    nadia = call.seat(practitioner, leads=True)
    call.seat(client)  # they looked at the lobby, and never came in
    call.begins(-0.8)
    hers = call.comes(nadia, -0.79)
    call.measures(nadia, hers, 0, 15)
    call.is_ended(practitioner, 15.6)


def _was_not_reported(call: Call, practitioner: User, client: User) -> None:
    """One of six ends never reached us: LiveKit's listings say between which two moments it was. The client objects."""
    nadia, aylin = call.seat(practitioner, leads=True), call.seat(client)
    call.begins(-1.2)
    hers = call.comes(nadia, -1.19)
    first = call.comes(aylin, 3.4)
    call.measures(aylin, first, 4, 20)
    call.measures(aylin, first, 20, 27, lost=6)
    call.vanishes(first, 27.7)
    second = call.comes(aylin, 31.2)
    call.measures(aylin, second, 32, 57)
    call.measures(nadia, hers, 0, 57)
    call.is_ended(practitioner, 57.5)
    call.objects(client, 75, "I was back after a few seconds, not after three minutes.")


SCRIPTS: Mapping[str, Script] = {
    "over-well": _went_well,
    "over-missed": _nobody_came,
    "over-estimated": _was_not_reported,
}
