"""The drill's hand on the devices: each is a process (`drill.device`) that can be told, frozen, killed."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import IO, Any

from dev import leash, paths
from drill.truth import Entry, What

#: Half a second of work; on a machine that is full of other work it was seen to take a minute.
START_SECONDS = 180.0

Listener = Callable[["DeviceProcess", Entry], None]


class Silent(Exception):
    """A device did not say what it should have, in time."""


class DeviceProcess:
    """One device of one person. After a crash, `start` switches on another one in its place.

    Args:
        number: 0, or 1 for a person's second one.
        listener: told every entry of the log, as soon as it is read.
        errors: for what LiveKit's library says.

    Attributes:
        pid: of the process itself, not of its leash.
        failures: what it could not do, and did not expect.
    """

    def __init__(self, person: str, number: int, *, listener: Listener, errors: IO[bytes]) -> None:
        self.person, self.number = person, number
        self.failures: list[str] = []
        self._listener, self._errors = listener, errors
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._lifeline: int | None = None
        self.pid = 0
        self._ready = asyncio.Event()
        self._news: asyncio.Queue[What] = asyncio.Queue()

    async def start(self) -> None:
        """Switch on, and return when it listens.

        Raises:
            Silent: it never did.
        """
        if self._process is not None:
            return
        self._ready.clear()
        reading, self._lifeline = os.pipe()
        try:
            # On a leash, so that not even one that is frozen outlives the drill (see `dev.leash`).
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", leash.__file__, str(reading)),
                *(str(paths.VENV_PYTHON), "-m", "drill.device"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=self._errors,
                cwd=paths.ROOT,
                pass_fds=(reading,),
            )
        finally:
            os.close(reading)
        self._reading = asyncio.create_task(self._read(self._process))
        try:
            await asyncio.wait_for(self._ready.wait(), START_SECONDS)
        except TimeoutError:
            raise Silent(f"{self.person}'s device {self.number} did not start.") from None

    async def tell(self, do: str, *answers: What, within: float, **more: Any) -> What | None:
        """Give an order, and wait for one of the answers.

        Args:
            within: seconds.

        Returns:
            The answer; None if there was none (the device may be frozen, dead, or not in a call).
        """
        while not self._news.empty():
            self._news.get_nowait()
        if self._process is None or self._process.stdin is None:
            return None
        with contextlib.suppress(ConnectionError):
            self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
            await self._process.stdin.drain()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while answers:
                    news = await self._news.get()
                    if news in answers:
                        return news
        return None

    async def crash(self) -> None:
        """`kill -9`: gone without a word to LiveKit."""
        if self._process is None:
            return
        self._note("crashing")
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        await self._process.wait()
        self._note("crashed")
        await self._switch_off()

    async def freeze(self, seconds: float) -> None:
        """Stop the process, as a lid that is closed."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGSTOP)
            self._note("frozen")
            try:
                await asyncio.sleep(seconds)
            finally:
                self._note("thawed")
                os.kill(self.pid, signal.SIGCONT)

    async def close(self) -> None:
        """End the process, whatever it is doing; not part of the drill any more."""
        if self._lifeline is not None:
            # Its number may not be known yet; without the lifeline the leash kills it.
            os.close(self._lifeline)
            self._lifeline = None
        if self._process is not None:
            await self._process.wait()
        await self._switch_off()

    async def _switch_off(self) -> None:
        if self._reading is not None:
            # What it said with its last breath is in the pipe still.
            await self._reading
        if self._lifeline is not None:
            os.close(self._lifeline)
        self._process = self._reading = self._lifeline = None

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            with contextlib.suppress(ValueError):  # cut off by a crash
                self._hear(json.loads(line))

    def _hear(self, said: dict[str, Any]) -> None:
        match said["what"]:
            case "ready":
                self.pid = int(said["reason"])
                self._ready.set()
            case "failed":
                self.failures.append(f"{self.person}: {said['reason']}")
            case _:
                entry = Entry(person=self.person, device=self.number, **said)
                self._news.put_nowait(entry.what)
                self._listener(self, entry)

    def _note(self, what: What) -> None:
        self._listener(self, Entry(time.time(), what, self.person, self.number))
