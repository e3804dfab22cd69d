"""The LiveKit in memory, which tests of what stands above it use, keeps the contract of the real one."""

import pytest

from rooms import livekit as gateway
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.livekit.contract import Enters, GatewayContract, Hears

__all__ = ["livekit"]


@pytest.mark.django_db
class TestFake(GatewayContract):
    @pytest.fixture
    def room_name(self, livekit: FakeLiveKit) -> str:
        return gateway.create_room("individual-829b8d608f60", 300, 300, 27).name

    @pytest.fixture
    def enters(self, livekit: FakeLiveKit) -> Enters:
        return lambda room_name, identity: livekit.enters(room_name, identity).sid

    @pytest.fixture
    def hears(self, livekit: FakeLiveKit) -> Hears:
        return lambda room_name, identity, count: [
            (topic, data, "")
            for name, topic, data in livekit.said
            if name == room_name and identity in livekit.rooms[name].people
        ]
