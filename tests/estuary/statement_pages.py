"""Sessions that are over, and the pages of their statements.

Take the fixtures with `from tests.estuary.statement_pages import booking, session`.
"""

import re

import pytest

from estuary.accounts.models import User
from estuary.bookings.models import Booking, Session
from rooms.models import EndReason, Room
from tests.conftest import MakeBooking, MakeSession
from tests.estuary.telling import over, the_hour, was
from tests.estuary.test_pages import page


@pytest.fixture
def booking(make_booking: MakeBooking, practitioner: User, client_user: User) -> Booking:
    """Jonas' hour with Dr. Rahman, over and given out; one of six ends was inferred."""
    booking = make_booking()
    the_hour(room_of(booking), practitioner, client_user)
    return Booking.objects.get(pk=booking.pk)


@pytest.fixture
def session(make_session: MakeSession, practitioner: User, client_user: User, second_client: User) -> Session:
    """A workshop to which Jonas came and Mara, too."""
    session = Session.objects.get(pk=make_session().pk)
    assert session.room is not None
    was(session.room, practitioner, 0, 60, leads=True)
    was(session.room, client_user, 1, 60)
    was(session.room, second_client, 5, 30)
    over(session.room, 60, EndReason.EMPTY)
    return session


def room_of(booking: Booking) -> Room:
    return Room.objects.get(subject_kind="booking", subject_ref=str(booking.pk))


def of(subject: Booking | Session) -> str:
    kind = "bookings" if isinstance(subject, Booking) else "sessions"
    return f"/{kind}/{subject.pk}/statement/"


def words(user: User, address: str, **headers: str) -> str:
    """What a page says, without its tags."""
    found = page(user, address, **headers).partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", found).replace("\u00a0", " ").split())
