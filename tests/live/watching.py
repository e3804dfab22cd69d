"""Somebody who watches and listens: what really arrives, decoded."""

import asyncio

from livekit import rtc

from tests.live.caller import Caller, wait_until

#: A square wave of ±2000 (see `Caller.talk`) is far above this, also after the codec; silence is far below.
LOUD = 500
#: More than one: a single still picture is no video.
PICTURES = 5


class Watching:
    """Subscribes to everything that a client is offered from now on, and keeps count.

    Attributes:
        pictures: how many frames were decoded, by (identity, source).
        heard: of whom there was sound that is not silence, by identity.
    data_tracks: names of those that somebody published.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.pictures: dict[tuple[str, str], int] = {}
        self.heard: set[str] = set()
        self.data_tracks: list[str] = []
        caller.run(self._subscribe())

    def expect_picture(self, identity: str, source: str = "SOURCE_CAMERA") -> None:
        wait_until(
            lambda: self.pictures.get((identity, source), 0) >= PICTURES,
            what=f"{self._caller.name} sees {identity}",
        )

    def expect_sound(self, identity: str) -> None:
        wait_until(lambda: identity in self.heard, what=f"{self._caller.name} hears {identity}")

    async def _subscribe(self) -> None:
        room = self._caller.room
        room.on("track_subscribed", self._receive)
        room.on("track_published", lambda publication, _participant: publication.set_subscribed(True))
        room.on("data_track_published", lambda track: self.data_tracks.append(track.info.name))
        for person in room.remote_participants.values():
            for publication in person.track_publications.values():
                publication.set_subscribed(True)

    def _receive(
        self, track: rtc.Track, publication: rtc.RemoteTrackPublication, person: rtc.RemoteParticipant
    ) -> None:
        source = rtc.TrackSource.Name(publication.source)
        if track.kind == rtc.TrackKind.KIND_VIDEO:
            self._caller.keep(asyncio.create_task(self._look(track, person.identity, source)))
        else:
            self._caller.keep(asyncio.create_task(self._listen(track, person.identity)))

    async def _look(self, track: rtc.Track, identity: str, source: str) -> None:
        async for _ in rtc.VideoStream(track):
            self.pictures[identity, source] = self.pictures.get((identity, source), 0) + 1

    async def _listen(self, track: rtc.Track, identity: str) -> None:
        async for event in rtc.AudioStream(track):
            if max(map(abs, event.frame.data)) > LOUD:
                self.heard.add(identity)
