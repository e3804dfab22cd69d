"""Who may change what about a booking, and when. Pure: facts in, actions out."""

from datetime import datetime
from enum import StrEnum

from estuary.bookings.models import Booking
from estuary.bookings.models.booking import BookingState as State


class Action(StrEnum):
    CONFIRM = "confirm"
    MOVE = "move"
    CANCEL = "cancel"
    CONFIRM_COURSE = "confirm-course"
    CANCEL_COURSE = "cancel-course"
    COMPLETE = "complete"
    MISSED = "missed"


_NOT_CONFIRMED = {State.DRAFT, State.PENDING_PAYMENT}
_JOINABLE = {State.CONFIRMED, State.IN_PROGRESS}


def get_actions(booking: Booking, *, leads: bool, at: datetime) -> frozenset[Action]:
    """What somebody may do with their booking at this moment.

    A client moves or cancels what has not begun. A practitioner also confirms (the payment has come, say),
    cancels what is going on, gives a missed appointment another time, and notes how one went that took place
    elsewhere, on the phone for example.

    A place in a date of a course can be confirmed and cancelled alone, or with all the others of that course.

    Args:
        leads: the person is a practitioner of the booking, not its client.
    """
    actions = _get_own_actions(booking, leads=leads, at=at)
    if booking.session is not None and booking.session.course_id is not None:
        whole = {Action.CONFIRM: Action.CONFIRM_COURSE, Action.CANCEL: Action.CANCEL_COURSE}
        actions |= {whole[action] for action in actions & whole.keys()}
    return frozenset(actions)


def _get_own_actions(booking: Booking, *, leads: bool, at: datetime) -> set[Action]:
    has_begun = booking.starts_at is not None and booking.starts_at <= at
    own_times = booking.session_id is None
    is_open = booking.state in _NOT_CONFIRMED | _JOINABLE
    actions: set[Action] = set()
    if not leads:
        if is_open and not has_begun:
            actions = {Action.MOVE, Action.CANCEL} if own_times else {Action.CANCEL}
        return actions
    if booking.state in _NOT_CONFIRMED and (booking.starts_at or not own_times):
        actions.add(Action.CONFIRM)
    if own_times and (is_open or booking.state == State.NO_SHOW):
        actions.add(Action.MOVE)
    if is_open:
        actions.add(Action.CANCEL)
    if booking.state in _JOINABLE and has_begun:
        actions |= {Action.COMPLETE, Action.MISSED}
    return actions
