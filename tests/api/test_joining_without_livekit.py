"""Joining while LiveKit does not answer."""

from pytest_django import Settings

from rooms.models import Room, RoomParticipant
from tests.api.calling import Caller
from tests.fakes.livekit import FakeLiveKit
from tests.site import Booking, User


class TestLiveKitIsAway:
    def test_it_is_said_and_nothing_is_lost(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit
    ) -> None:
        livekit.is_down = True

        refused = Caller(client_user).join(booking)

        assert refused == (503, "livekit_unavailable")
        assert refused.response["Retry-After"]
        assert "fake" not in refused.body["detail"]  # the reason is for operators
        assert RoomParticipant.objects.get().seat_until is not None
        livekit.is_down = False
        joined = Caller(client_user).join(booking)
        assert joined.status == 200
        assert joined.body["room"]["id"] == str(Room.objects.get().pk)

    def test_it_does_not_matter_where_livekit_makes_its_rooms_itself(
        self, booking: Booking, client_user: User, livekit: FakeLiveKit, settings: Settings
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_AUTO_CREATE": True}
        livekit.is_down = True

        assert Caller(client_user).join(booking).status == 200
        assert livekit.calls == []

    def test_missing_keys_are_our_fault_and_are_not_shown(
        self, booking: Booking, client_user: User, settings: Settings
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_API_SECRET": ""}

        refused = Caller(client_user).join(booking)

        assert refused == (503, "livekit_unavailable")
        assert "SECRET" not in str(refused.body)
