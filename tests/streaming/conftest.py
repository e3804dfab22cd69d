from dataclasses import dataclass
from datetime import datetime

import pytest
from pytest_django import Settings

from rooms import effects, lifecycle, streaming
from rooms.livekit import EgressReport
from rooms.models import Room, RoomStream, StreamTarget
from tests.fakes.host import host
from tests.fakes.livekit import FakeLiveKit, livekit
from tests.fakes.scene import MakeScene, Scene, make_scene, minute
from tests.streaming.air import Air, air

__all__ = ["air", "host", "livekit", "make_scene"]

YOUTUBE, FACEBOOK = "rtmp://a.rtmp.youtube.com/live2", "rtmps://live-api-s.facebook.com:443/rtmp"
TWITCH = "rtmp://live.twitch.tv/app"
KEYS = {TWITCH: "live_123_abc", YOUTUBE: "abcd-efgh-ijkl-mnop", FACEBOOK: "FB-123-0-Ab?s_bl=1"}


@dataclass
class Studio:
    """A webinar that Nadia leads, with Jonas inside, and its targets.

    Attributes:
        now: the minute that it is.
    """

    scene: Scene
    air: Air
    livekit: FakeLiveKit
    now: float = 5.0

    @property
    def room(self) -> Room:
        return self.scene.room

    @property
    def at(self) -> datetime:
        return minute(self.now)

    def adds(self, url: str = YOUTUBE, *, name: str = "YouTube", key: str = "") -> StreamTarget:
        with lifecycle.locked_room(pk=self.room.pk) as room:
            return streaming.add(room, name=name, url=url, key=key or KEYS[url], user=None, at=self.at)

    def starts(self, target: StreamTarget) -> list[str]:
        with lifecycle.locked_room(pk=self.room.pk) as room:
            return streaming.start(self.of(room, target), at=self.at)

    def stops(self, target: StreamTarget) -> list[str]:
        with lifecycle.locked_room(pk=self.room.pk) as room:
            return streaming.stop(self.of(room, target), at=self.at)

    def works(self, minutes: float = 0) -> None:
        """The worker does what is due, some minutes later."""
        self.now += minutes
        effects.run_due(at=self.at)

    def hears(self, report: EgressReport) -> bool:
        """A webhook of LiveKit's says so."""
        with lifecycle.locked_room(pk=self.room.pk) as room:
            return streaming.apply(room, report, at=self.at)

    def looks(self, minutes: float = 0) -> None:
        """The worker looks after what is due."""
        self.now += minutes
        streaming.check_due(at=self.at)

    def on_air(self, *urls: str) -> list[StreamTarget]:
        """Targets that are live, and the newest egress behind them."""
        targets = [self.adds(url, name=url) for url in urls or (YOUTUBE,)]
        for target in targets:
            self.starts(target)
        self.works()
        self.livekit.enters(self.room.name, self.egress_id, kind="EGRESS")
        self.hears(self.air.goes_live(self.egress_id))
        return targets

    @property
    def stream(self) -> RoomStream:
        return self.room.streams.latest("requested_at")

    @property
    def egress_id(self) -> str:
        assert self.stream.egress_id is not None
        return self.stream.egress_id

    def states(self) -> dict[str, str]:
        """Status by server."""
        return dict(self.room.stream_targets.values_list("url", "status"))

    @staticmethod
    def of(room: Room, target: StreamTarget) -> StreamTarget:
        found = room.stream_targets.get(pk=target.pk)
        found.room = room
        return found


@pytest.fixture
def studio(make_scene: MakeScene, air: Air, livekit: FakeLiveKit, settings: Settings) -> Studio:
    settings.ROOMS = {
        **settings.ROOMS,
        "RECORDER_PAGE_URL": "http://rooms.test/record/",
        "RECORDER_HEALTH_URL": "http://recorder.test/healthz",
        "RECORDING_START_SECONDS": 90,
    }
    scene = make_scene("session", room_type="webinar")
    livekit.create_room(scene.room.name, 300, 300, 0)
    scene.starts(0)
    scene.comes("nadia", 0)
    scene.comes("jonas", 1)
    return Studio(scene, air, livekit)
