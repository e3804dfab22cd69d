"""Who may change what about a booking, and when."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from estuary.bookings.models import Booking, Course, Session
from estuary.bookings.models.booking import BookingState as State
from estuary.bookings.rules import Action, get_actions

NOW = timezone.now()
OVER = [State.COMPLETED, State.CANCELED]


def booking(
    state: State, starts_at: datetime | None, *, in_session: bool = False, in_course: bool = False
) -> Booking:
    """Not saved: the rules are pure."""
    if in_session or in_course:
        session = Session(pk=1, starts_at=starts_at, ends_at=starts_at and starts_at + timedelta(hours=1))
        session.course = Course(pk=1) if in_course else None
        return Booking(session=session, state=state)
    return Booking(service_id=1, state=state, own_starts_at=starts_at)


def soon() -> datetime:
    return NOW + timedelta(hours=1)


def begun() -> datetime:
    return NOW - timedelta(minutes=5)


@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING_PAYMENT, State.CONFIRMED])
def test_a_client_moves_or_cancels_what_is_still_to_come(state: State) -> None:
    assert get_actions(booking(state, soon()), leads=False, at=NOW) == {Action.MOVE, Action.CANCEL}


@pytest.mark.parametrize("state", State)
def test_a_client_changes_nothing_once_it_has_begun(state: State) -> None:
    assert get_actions(booking(state, begun()), leads=False, at=NOW) == set()


@pytest.mark.parametrize("state", [State.DRAFT, State.PENDING_PAYMENT, State.CONFIRMED])
def test_a_client_only_gives_up_a_place_in_a_session(state: State) -> None:
    place = booking(state, soon(), in_session=True)
    assert get_actions(place, leads=False, at=NOW) == {Action.CANCEL}


@pytest.mark.parametrize("leads", [True, False])
@pytest.mark.parametrize("state", OVER)
def test_what_is_over_stays(state: State, leads: bool) -> None:
    assert get_actions(booking(state, begun()), leads=leads, at=NOW) == set()


@pytest.mark.parametrize("starts_at", [soon(), begun()])
def test_a_practitioner_confirms_moves_or_cancels_what_is_not_paid(starts_at: datetime) -> None:
    found = get_actions(booking(State.PENDING_PAYMENT, starts_at), leads=True, at=NOW)
    assert found == {Action.CONFIRM, Action.MOVE, Action.CANCEL}


def test_a_draft_without_a_time_cannot_be_confirmed() -> None:
    assert Action.CONFIRM not in get_actions(booking(State.DRAFT, None), leads=True, at=NOW)


def test_a_place_in_a_session_without_a_time_can_be_confirmed() -> None:
    place = booking(State.PENDING_PAYMENT, None, in_session=True)
    assert get_actions(place, leads=True, at=NOW) == {Action.CONFIRM, Action.CANCEL}


@pytest.mark.parametrize("state", [State.CONFIRMED, State.IN_PROGRESS])
def test_a_practitioner_says_how_it_went_once_it_has_begun(state: State) -> None:
    said = {Action.COMPLETE, Action.MISSED}
    assert said <= get_actions(booking(state, begun()), leads=True, at=NOW)
    assert not said & get_actions(booking(state, soon()), leads=True, at=NOW)


def test_a_practitioner_gives_a_missed_appointment_another_time() -> None:
    assert get_actions(booking(State.NO_SHOW, begun()), leads=True, at=NOW) == {Action.MOVE}


def test_a_missed_place_in_a_session_is_not_moved() -> None:
    assert get_actions(booking(State.NO_SHOW, begun(), in_session=True), leads=True, at=NOW) == set()


def test_a_date_of_a_course_is_given_up_alone_or_with_the_others() -> None:
    place = booking(State.CONFIRMED, soon(), in_course=True)
    assert get_actions(place, leads=False, at=NOW) == {Action.CANCEL, Action.CANCEL_COURSE}
    over = booking(State.CONFIRMED, begun(), in_course=True)
    assert get_actions(over, leads=False, at=NOW) == set()


def test_a_practitioner_confirms_a_date_alone_or_with_the_others() -> None:
    place = booking(State.PENDING_PAYMENT, soon(), in_course=True)
    assert {Action.CONFIRM, Action.CONFIRM_COURSE} <= get_actions(place, leads=True, at=NOW)
    paid = booking(State.CONFIRMED, soon(), in_course=True)
    assert Action.CONFIRM_COURSE not in get_actions(paid, leads=True, at=NOW)
