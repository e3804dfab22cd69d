"""What Estuary answers when `rooms` asks about its bookings and sessions."""

from estuary.accounts.models import User
from estuary.rooms_host import EstuaryHost
from tests.conftest import MakeBooking, MakeSession


def test_smoke(make_booking: MakeBooking, make_session: MakeSession, client_user: User) -> None:
    booking = make_booking()
    assert EstuaryHost().standing("booking", str(booking.pk), client_user) == "client"
    session = make_session()
    assert EstuaryHost().standing("session", str(session.pk), client_user) == "client"
    assert EstuaryHost().describe("session", [str(session.pk)])
