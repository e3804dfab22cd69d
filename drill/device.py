"""A participant's device: one LiveKit client in a process of its own, which can be killed or frozen.

Reads one JSON object a line (`{"do": "join", "url": …, "token": …}`, leave, resume, reconnect), and writes what
happens, with the moment, as entries of `drill.truth`. Ends when its input does. Run as `python -m drill.device`.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from typing import Any

from livekit import rtc
from livekit.rtc import SimulateScenarioKind

#: A client that was not told anything for so long gives up; LiveKit's own limits are shorter.
CONNECT_SECONDS = 40.0
#: How often it looks whether it has another SID: the SDK makes no event of it.
LOOK_SECONDS = 0.1

SCENARIOS = {
    "resume": SimulateScenarioKind.SIMULATE_SIGNAL_RECONNECT,
    "reconnect": SimulateScenarioKind.SIMULATE_FULL_RECONNECT,
}

SAMPLE_RATE = 48_000
#: A tenth of a second, a few times a second: enough for LiveKit to see a track.
SAMPLES = SAMPLE_RATE // 100


def say(what: str, **more: str) -> None:
    sys.stdout.write(json.dumps({"at": time.time(), "what": what, **more}) + "\n")
    sys.stdout.flush()


class Device:
    def __init__(self) -> None:
        self._room: rtc.Room | None = None
        self._sid = ""
        self._tasks: list[asyncio.Task[None]] = []

    async def obey(self, order: dict[str, Any]) -> None:
        match order["do"]:
            case "join":
                await self._join(order["url"], order["token"], talks=order["talks"])
            case "leave":
                await self._leave()
            case scenario:
                await self._suffer(SCENARIOS[scenario])

    async def _join(self, url: str, token: str, *, talks: bool) -> None:
        await self._forget()
        room = rtc.Room()
        room.on("disconnected", lambda reason: self._note_end(room, reason))
        room.on("reconnecting", lambda: say("reconnecting"))
        room.on("reconnected", lambda: say("reconnected"))
        say("connecting")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await room.connect(url, token, rtc.RoomOptions(auto_subscribe=False))
        except (rtc.ConnectError, TimeoutError) as error:
            say("refused", reason=f"{type(error).__name__}: {error}")
            return
        self._room, self._sid = room, room.local_participant.sid
        say("connected", sid=self._sid, identity=room.local_participant.identity)
        self._tasks.append(asyncio.create_task(self._watch_sid(room)))
        if talks:
            self._tasks.append(asyncio.create_task(self._talk(room)))

    async def _leave(self) -> None:
        say("leaving")
        if self._room is not None:
            await self._room.disconnect()
        say("left")
        await self._forget()

    async def _suffer(self, scenario: SimulateScenarioKind.ValueType) -> None:
        if self._room is not None and self._room.isconnected():
            # LiveKit hears of it before the client's own event.
            say("reconnecting")
            await self._room.simulate_scenario(scenario)

    async def _forget(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._room = None

    async def _watch_sid(self, room: rtc.Room) -> None:
        while room.isconnected():
            sid = room.local_participant.sid
            if sid != self._sid:
                self._sid = sid
                say("sid", sid=sid, identity=room.local_participant.identity)
            await asyncio.sleep(LOOK_SECONDS)

    async def _talk(self, room: rtc.Room) -> None:
        """A track makes events of its own, which are evidence, too."""
        source = rtc.AudioSource(SAMPLE_RATE, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await room.local_participant.publish_track(track, options)
        sound = b"\x00\x08" * SAMPLES
        while True:
            await source.capture_frame(rtc.AudioFrame(sound, SAMPLE_RATE, 1, SAMPLES))
            await asyncio.sleep(0.3)

    def _note_end(self, room: rtc.Room, reason: rtc.DisconnectReason.ValueType) -> None:
        if room is self._room:
            say("disconnected", reason=rtc.DisconnectReason.Name(reason))


async def serve() -> None:
    device = Device()
    say("ready", reason=str(os.getpid()))
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            await device.obey(json.loads(line))
        except Exception as error:  # noqa: BLE001  the drill decides what a broken client means
            say("failed", reason=f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
