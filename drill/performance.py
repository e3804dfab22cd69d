"""Carries a plan out: everybody on their own, by the clock, whatever fails meanwhile."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from http.client import HTTPException
from pathlib import Path
from typing import Any, Literal, TypeVar

from dev.stack import Stack
from drill.devices import DeviceProcess, Silent
from drill.listing import Seat, find_sid
from drill.plan import Action, Do, Kill, Plan, PlannedRoom
from drill.planner import is_clear
from drill.stage import Stage
from drill.truth import Entry, What, room_of
from tests.e2e.api import Refused

Result = TypeVar("Result")
State = Literal["outside", "trying", "inside"]

#: How long somebody keeps asking an API that is down, or joining a LiveKit that is.
PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 1.0
CONNECT_SECONDS = 45.0
LEAVE_SECONDS = 15.0
RECONNECT_SECONDS = 30.0
READY_SECONDS = 120.0
LOOK_SECONDS = 0.2
STARTS_AT_ONCE = 4
SETTLE_SECONDS = 30.0

#: What an API that is just being killed makes of a request.
UNANSWERED = (Refused, OSError, HTTPException, ValueError)

#: The end of a connection that its page does not take for its own mishap.
FOR_GOOD = frozenset({"CLIENT_INITIATED", "DUPLICATE_IDENTITY", "ROOM_DELETED", "PARTICIPANT_REMOVED"})


#: What a device is, after what it said or what was done to it.
STATES: dict[What, State] = {
    "connecting": "trying",
    "reconnecting": "trying",
    "connected": "inside",
    "reconnected": "inside",
    "sid": "inside",
    "refused": "outside",
    "left": "outside",
    "disconnected": "outside",
    "crashed": "outside",
}


class Performance:
    """Attributes:
    log: everything that happened, as it became known.
    failures: what the drill itself could not do.
    """

    def __init__(self, plan: Plan, stage: Stage, stack: Stack, *, errors: Path) -> None:
        self.log: list[Entry] = []
        self.failures: list[str] = []
        self._plan, self._stage, self._stack = plan, stage, stack
        self._errors = errors.open("wb")
        self._devices = {
            (person, number): self._device(person, number) for person in plan.people for number in (0, 1)
        }
        self._turns = {person: asyncio.Lock() for person in plan.people}
        self._seats: dict[DeviceProcess, Seat] = {}
        self._states: dict[DeviceProcess, State] = {}
        self._aside: set[asyncio.Task[None]] = set()
        self._ended: set[str] = set()
        self._is_over = self._livekit_is_down = False
        self._began = 0.0

    async def prepare(self) -> None:
        """Switch on a device for everybody, and the second one of those who will use it."""
        used = {(person, 0) for person in self._plan.people}
        used |= {(action.person, action.device) for action in self._plan.actions}
        few_at_once = asyncio.Semaphore(STARTS_AT_ONCE)

        async def switch_on(device: DeviceProcess) -> None:
            async with few_at_once:
                await device.start()

        await asyncio.gather(*(switch_on(self._devices[one]) for one in sorted(used)))

    async def play(self) -> None:
        """Everything in the plan, to the end of the last room."""
        self._began = time.monotonic()
        everything = [self._live(person) for person in self._plan.people]
        everything += [self._kill(kill) for kill in self._plan.kills]
        everything += [self._end(room) for room in self._plan.rooms]
        async with asyncio.TaskGroup() as group:
            for part in everything:
                group.create_task(part)

    async def clear(self) -> None:
        """Let nobody come back any more, and switch everything off."""
        self._is_over = True
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)
        await asyncio.gather(*(device.close() for device in self._devices.values()))
        self._errors.close()
        for device in self._devices.values():
            self.failures += device.failures

    def _device(self, person: str, number: int) -> DeviceProcess:
        return DeviceProcess(person, number, listener=self._note, errors=self._errors)

    def _note(self, device: DeviceProcess, entry: Entry) -> None:
        self.log.append(entry)
        self._states[device] = STATES.get(entry.what, self._states.get(device, "outside"))
        if self._is_over:
            return
        if entry.what == "reconnected":
            self._do_aside(self._ask_sid(device, entry.at))
        elif entry.what == "disconnected" and entry.reason not in FOR_GOOD:
            # As the page does: ask for a fresh token, and come back.
            self._do_aside(self._come_back(device))

    def _do_aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _ask_sid(self, device: DeviceProcess, at: float) -> None:
        """A client that is back may be another participant, and is not always told."""
        seat = self._seats[device]
        sid = await find_sid(self._stack.livekit, seat)
        others = [
            entry
            for entry in self.log
            if entry.person == device.person and entry.device != device.number and entry.what == "connecting"
        ]
        # With a second device on its way in, it could be either.
        if sid is not None and all(entry.at < at - SETTLE_SECONDS for entry in others):
            self.log.append(Entry(at, "sid", device.person, device.number, sid=sid, identity=seat.identity))

    def _say(self, what: What, *, person: str = "", server: str = "") -> None:
        self.log.append(Entry(time.time(), what, person=person, server=server))

    async def _until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, self._began + at - time.monotonic()))

    # --- People
    async def _live(self, person: str) -> None:
        for action in self._plan.actions:
            if action.person == person:
                await self._until(action.at)
                async with self._turns[person]:
                    try:
                        await self._do(action, self._devices[person, action.device])
                    except Silent as silent:
                        self.failures.append(str(silent))
                        return

    async def _do(self, action: Action, device: DeviceProcess) -> None:
        both = [self._devices[action.person, number] for number in (0, 1)]
        await self._settled(both)
        if not self._is_clear(action):
            if action.do == Do.CRASH:
                await device.tell("leave", "left", within=LEAVE_SECONDS)
            return
        match action.do:
            case Do.JOIN:
                await self._join(device)
            case Do.LEAVE:
                await device.tell("leave", "left", within=LEAVE_SECONDS)
            case Do.CRASH:
                await device.crash()
                await device.start()
            case Do.FREEZE:
                if self._states.get(device) == "inside":
                    await device.freeze(action.seconds)
            case Do.RESUME | Do.RECONNECT:
                if self._states.get(device) == "inside":
                    await device.tell(action.do, "reconnected", within=RECONNECT_SECONDS)

    def _is_clear(self, action: Action) -> bool:
        """As planned; on a machine that is full of other work everything may be late."""
        room = next(room for room in self._plan.rooms if room.name == room_of(action.person))
        now = time.monotonic() - self._began
        return is_clear(
            action.do, action.seconds, at=now, end_at=room.end_at, kills=self._plan.kills
        ) and not (self._livekit_is_down and action.do in (Do.FREEZE, Do.RESUME, Do.RECONNECT))

    async def _settled(self, devices: list[DeviceProcess]) -> None:
        """Wait until none of them is on its way in; not for ever."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while any(self._states.get(device) == "trying" for device in devices):
            if time.monotonic() > deadline:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _come_back(self, device: DeviceProcess) -> None:
        async with self._turns[device.person]:
            await self._join(device)

    async def _join(self, device: DeviceProcess) -> None:
        """Ask our API, connect; again and again, as a person does whose page says that it is trying."""
        if self._states.get(device) == "inside":
            return  # it came back by itself
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_over and room_of(device.person) not in self._ended:
            try:
                url, token = await asyncio.to_thread(self._stage.let_in, device.person)
            except UNANSWERED as error:
                outcome = f"{type(error).__name__}: {error}"
            else:
                self._seats[device] = Seat.from_token(token)
                talks = device.person.endswith(".practitioner")
                said = await device.tell(
                    *("join", "connected", "refused"),
                    within=CONNECT_SECONDS,
                    url=url,
                    token=token,
                    talks=talks,
                )
                if said == "connected":
                    return
                outcome = said or "no answer"
            if time.monotonic() > deadline:
                self.failures.append(f"{device.person} never got in: {outcome}")
                return
            await asyncio.sleep(PAUSE_SECONDS)

    # --- Rooms and servers
    async def _end(self, room: PlannedRoom) -> None:
        await self._until(room.end_at)
        self._ended.add(room.name)
        self._say("ending", person=room.people[0])
        await self._insist(f"{room.name} could not be ended", lambda: self._stage.end(room))

    async def _kill(self, kill: Kill) -> None:
        await self._until(kill.at)
        child = {
            "Django": self._stack.web,
            "the worker": self._stack.worker,
            "LiveKit": self._stack.livekit.child,
        }[kill.server]
        self._livekit_is_down = kill.server == "LiveKit"
        self._say("killing", server=kill.server)
        await asyncio.to_thread(child.kill)
        self._say("killed", server=kill.server)
        await asyncio.sleep(kill.down_seconds)
        await asyncio.to_thread(self._stack.livekit.start if kill.server == "LiveKit" else child.start)
        await self._wait_until_ready(kill.server)
        self._say("started", server=kill.server)
        if kill.server == "LiveKit":
            await asyncio.gather(*(self._open_again(room) for room in self._plan.rooms))
            self._livekit_is_down = False

    async def _open_again(self, room: PlannedRoom) -> None:
        """A LiveKit that was killed has no rooms: somebody's page asks for a fresh token, and that makes it again."""
        first = room.people[0]
        await self._insist(f"{room.name} could not be opened again", lambda: self._stage.let_in(first))

    async def _wait_until_ready(self, server: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while (await asyncio.to_thread(self._stack.health))[0] != 200:
            if time.monotonic() > deadline:
                self.failures.append(f"{server} did not come back within {READY_SECONDS:.0f} s")
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _insist(self, failure: str, work: Callable[[], Result]) -> Result | None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await asyncio.to_thread(work)
            except UNANSWERED as error:
                if time.monotonic() > deadline:
                    self.failures.append(f"{failure}: {type(error).__name__}: {error}")
                    return None
            await asyncio.sleep(PAUSE_SECONDS)
