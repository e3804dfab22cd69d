"""Who may change what about a booking, and when. Pure: facts in, actions out."""

from datetime import datetime
from enum import StrEnum

from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State


class Action(StrEnum):
    CONFIRM = "confirm"
    MOVE = "move"
    CANCEL = "cancel"
    COMPLETE = "complete"
    MISSED = "missed"


_NOT_CONFIRMED = {State.DRAFT, State.PENDING_PAYMENT}
_JOINABLE = {State.CONFIRMED, State.IN_PROGRESS}


def get_actions(booking: Booking, *, leads: bool, at: datetime) -> frozenset[Action]:
    """What somebody may do with their booking at this moment.

    A client moves or cancels what has not begun. A practitioner also confirms (the payment has come, say),
    cancels what is going on, gives a missed appointment another time, and notes how one went that took place
    elsewhere, on the phone for example.

    Args:
        leads: the person is a practitioner of the booking, not its client.
    """
    has_begun = booking.starts_at is not None and booking.starts_at <= at
    own_times = booking.session_id is None
    is_open = booking.state in _NOT_CONFIRMED | _JOINABLE
    actions = set()
    if not leads:
        if is_open and not has_begun:
            actions = {Action.MOVE, Action.CANCEL} if own_times else {Action.CANCEL}
        return frozenset(actions)
    if booking.state in _NOT_CONFIRMED and (booking.starts_at or not own_times):
        actions.add(Action.CONFIRM)
    if own_times and (is_open or booking.state == State.NO_SHOW):
        actions.add(Action.MOVE)
    if is_open:
        actions.add(Action.CANCEL)
    if booking.state in _JOINABLE and has_begun:
        actions |= {Action.COMPLETE, Action.MISSED}
    return frozenset(actions)
