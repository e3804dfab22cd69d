import pytest

from rooms.models import Room, RoomParticipant
from tests.calls import room_of, seat
from tests.site import MakeSession, Session, User


@pytest.fixture
def workshop(make_session: MakeSession) -> Session:
    return make_session()


@pytest.fixture
def room(workshop: Session) -> Room:
    return room_of(workshop)


@pytest.fixture
def jonas(workshop: Session, room: Room, client_user: User) -> RoomParticipant:
    """The client, with a token."""
    return seat(workshop, client_user)
