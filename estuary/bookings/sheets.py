"""What somebody may see of the statement of a booking or session, ready for a page."""

from datetime import datetime

from estuary.accounts.models import User
from estuary.bookings.entry import Entry
from rooms.models import Room
from rooms.statement_page import Sheet, own_sheet_of, sheet_of


def sheet_for(entry: Entry, room: Room, user: User, at: datetime, *, page: object = 1) -> Sheet:
    """All of it, and to the client of a booking their own part.

    Args:
        entry: what they may see; whoever is no part of it reads it as staff.
        page: which fifty people.
    """
    if entry.booking is not None and entry.booking.client_id == user.pk:
        return own_sheet_of(room, user_ref=str(user.pk), at=at)
    viewer = str(user.pk) if is_part_of(entry, user) else ""
    return sheet_of(room, at=at, viewer_ref=viewer, page=page)


def is_part_of(entry: Entry, user: User) -> bool:
    """Their own booking, or one that they lead; not staff who only may read it."""
    if entry.booking is not None and entry.booking.client_id == user.pk:
        return True
    return any(practitioner.user_id == user.pk for practitioner in entry.service.get_practitioners())
