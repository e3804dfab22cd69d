"""A person in a call: a real LiveKit client with a made-up picture and sound, driven from plain test code."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self, TypeVar

from livekit import rtc

Result = TypeVar("Result")

#: Red, green and blue, 0 to 255.
Colour = tuple[int, int, int]

#: Small enough for two cores and a browser beside it.
WIDTH, HEIGHT = 320, 180
FRAMES_A_SECOND = 10
SAMPLE_RATE = 48_000

#: Long enough for a loaded machine; nothing waits this long when all is well.
PATIENCE_SECONDS = 30.0


def wait_until(
    condition: Callable[[], object], *, what: str, within: float = PATIENCE_SECONDS, every: float = 0.02
) -> None:
    """Look until it is so, with a pause of `every` seconds. Raises TimeoutError with `what` if it never is."""
    deadline = monotonic() + within
    while not condition():
        if monotonic() > deadline:
            raise TimeoutError(f"Waited {within:g} s, and still not so: {what}.")
        sleep(every)


class Line:
    """The thread with the event loop in which clients live."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="callers", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()

    def run(self, work: Coroutine[Any, Any, Result], *, within: float = PATIENCE_SECONDS) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(within)


@dataclass(frozen=True)
class Message:
    """Data that arrived; `sender` is an identity, empty for the server."""

    data: bytes
    sender: str
    topic: str


class Caller:
    """One client. It may join again after it has left, as a new connection."""

    def __init__(self, line: Line, name: str = "somebody") -> None:
        self.name = name
        self.messages: list[Message] = []
        self.disconnected_because: str | None = None
        self._line = line
        self._room: rtc.Room | None = None
        self._media: list[asyncio.Task[None]] = []
        self._colour: Colour | None = None

    def join(self, url: str, token: str) -> Self:
        """Connect, media and all.

        Raises:
            livekit.rtc.ConnectError: the server refused.
        """
        self.disconnected_because = None
        self._line.run(self._connect(url, token))
        return self

    @property
    def room(self) -> rtc.Room:
        assert self._room is not None, f"{self.name} has not joined."
        return self._room

    @property
    def sid(self) -> str:
        """LiveKit's name of this connection."""
        return self.room.local_participant.sid

    @property
    def is_connected(self) -> bool:
        return self._room is not None and self._room.isconnected()

    @property
    def sees(self) -> set[str]:
        """Identities of the others, as this client is told."""
        return {identity for identity in self.room.remote_participants if identity}

    def receives_from(self, identity: str) -> set[str]:
        """Names of the sources that this client is offered from somebody."""
        person = self.room.remote_participants.get(identity)
        if person is None:
            return set()
        return {rtc.TrackSource.Name(track.source) for track in person.track_publications.values()}

    def show_camera(self, colour: Colour | None = None) -> str:
        """Without a colour the picture changes all the time."""
        self._colour = colour
        return self._line.run(self._publish_video("camera", rtc.TrackSource.SOURCE_CAMERA))

    def share_screen(self, colour: Colour | None = None) -> str:
        self._colour = colour
        return self._line.run(self._publish_video("screen", rtc.TrackSource.SOURCE_SCREENSHARE))

    def talk(self) -> str:
        return self._line.run(self._publish_audio())

    def stop_publishing(self, track_sid: str) -> None:
        self._line.run(self.room.local_participant.unpublish_track(track_sid))

    def send(self, data: bytes, *, topic: str = "test", reliable: bool = True) -> None:
        self.run(self.room.local_participant.publish_data(data, topic=topic, reliable=reliable))

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Something with the client that has no step here; waits for it."""
        return self._line.run(work)

    def keep(self, task: asyncio.Task[None]) -> None:
        """A task that shall end when this client leaves."""
        self._media.append(task)

    def leave(self) -> None:
        """Say good-bye and go, as the page's Leave does. Somebody who is out already stays out."""
        if self.is_connected:
            self._line.run(self.room.disconnect())
        self._line.run(self._stop_media())

    def wait_until_put_out(self, *, within: float = PATIENCE_SECONDS) -> str:
        """Wait for the server to end the connection; returns its reason."""
        wait_until(
            lambda: self.disconnected_because is not None, what=f"{self.name} is put out", within=within
        )
        assert self.disconnected_because is not None
        return self.disconnected_because

    async def _connect(self, url: str, token: str) -> None:
        await self._stop_media()
        room = rtc.Room()
        room.on("disconnected", self._note_disconnect)
        room.on("data_received", self._note_message)
        # Subscribing to everything would decode everything; who is there and what they offer is enough.
        await room.connect(url, token, rtc.RoomOptions(auto_subscribe=False))
        self._room = room

    def _note_disconnect(self, reason: rtc.DisconnectReason.ValueType) -> None:
        self.disconnected_because = rtc.DisconnectReason.Name(reason)

    def _note_message(self, packet: rtc.DataPacket) -> None:
        sender = packet.participant.identity if packet.participant else ""
        self.messages.append(Message(packet.data, sender, packet.topic or ""))

    async def _publish_video(self, name: str, source: rtc.TrackSource.ValueType) -> str:
        video = rtc.VideoSource(WIDTH, HEIGHT, is_screencast=source == rtc.TrackSource.SOURCE_SCREENSHARE)
        self._media.append(asyncio.create_task(self._draw(video, self._colour)))
        track = rtc.LocalVideoTrack.create_video_track(name, video)
        return await self._publish(track, source)

    async def _publish_audio(self) -> str:
        audio = rtc.AudioSource(SAMPLE_RATE, 1)
        self._media.append(asyncio.create_task(self._hum(audio)))
        track = rtc.LocalAudioTrack.create_audio_track("microphone", audio)
        return await self._publish(track, rtc.TrackSource.SOURCE_MICROPHONE)

    async def _publish(
        self, track: rtc.LocalVideoTrack | rtc.LocalAudioTrack, source: rtc.TrackSource.ValueType
    ) -> str:
        options = rtc.TrackPublishOptions(source=source, simulcast=False)
        publication = await self.room.local_participant.publish_track(track, options)
        return str(publication.sid)

    async def _draw(self, video: rtc.VideoSource, colour: Colour | None) -> None:
        shade = 0
        while True:
            picture = bytes([*(colour or (shade, 128, 255 - shade)), 255]) * (WIDTH * HEIGHT)
            video.capture_frame(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.RGBA, picture))
            shade = (shade + 8) % 256
            await asyncio.sleep(1 / FRAMES_A_SECOND)

    async def _hum(self, audio: rtc.AudioSource) -> None:
        samples = SAMPLE_RATE // 100
        # A square wave: silence might be left out by the encoder.
        sound = b"".join(
            (2000 if i // 60 % 2 else -2000).to_bytes(2, "little", signed=True) for i in range(samples)
        )
        while True:
            await audio.capture_frame(rtc.AudioFrame(sound, SAMPLE_RATE, 1, samples))

    async def _stop_media(self) -> None:
        for task in self._media:
            task.cancel()
        await asyncio.gather(*self._media, return_exceptions=True)
        self._media.clear()
