"""The drill's hand on a real process: told, frozen, killed, and never left behind."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from drill.devices import DeviceProcess
from drill.truth import Entry
from tests.live.caller import wait_until

PERSON = "booking1.client1"


class Heard:
    """Everything that the device told, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def note(self, device: DeviceProcess, entry: Entry) -> None:
        self.entries.append(entry)

    @property
    def words(self) -> list[str]:
        return [entry.what for entry in self.entries]


Play = Callable[[Callable[[DeviceProcess], Awaitable[None]]], Heard]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Runs something with a device that is switched off at first, and closes it; answers what it told."""

    def run(part: Callable[[DeviceProcess], Awaitable[None]]) -> Heard:
        heard = Heard()

        async def whole() -> None:
            with (tmp_path / "errors").open("wb") as errors:
                device = DeviceProcess(PERSON, 0, listener=heard.note, errors=errors)
                try:
                    await part(device)
                finally:
                    await device.close()

        asyncio.run(whole())
        return heard

    return run


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_order_is_carried_out_and_answered(play: Play) -> None:
    async def leave(device: DeviceProcess) -> None:
        await device.start()
        assert await device.tell("leave", "left", within=20) == "left"

    before = time.time()
    heard = play(leave)
    assert heard.words == ["leaving", "left"]
    assert {(entry.person, entry.device) for entry in heard.entries} == {(PERSON, 0)}
    assert all(before <= entry.at <= time.time() for entry in heard.entries)


def test_a_crash_is_noted_around_the_kill_and_the_device_can_be_switched_on_again(play: Play) -> None:
    pids = []

    async def crash(device: DeviceProcess) -> None:
        await device.start()
        pids.append(device.pid)
        await device.crash()
        assert not is_alive(pids[0])
        await device.start()
        pids.append(device.pid)
        assert await device.tell("leave", "left", within=20) == "left"

    heard = play(crash)
    assert heard.words == ["crashing", "crashed", "leaving", "left"]
    assert pids[0] != pids[1]


def test_a_frozen_device_answers_when_it_is_awake_again(play: Play) -> None:
    async def freeze(device: DeviceProcess) -> None:
        await device.start()
        sleeping = asyncio.create_task(device.freeze(1.0))
        await asyncio.sleep(0.2)
        assert await device.tell("leave", "left", within=0.3) is None
        await sleeping

    heard = play(freeze)
    assert heard.words[:2] == ["frozen", "thawed"]
    frozen, thawed = heard.entries[:2]
    assert thawed.at - frozen.at >= 1.0


def test_who_is_switched_off_answers_nothing(play: Play) -> None:
    async def ask(device: DeviceProcess) -> None:
        assert await device.tell("leave", "left", within=0.1) is None
        await device.crash()

    assert play(ask).words == []


@pytest.mark.parametrize("is_frozen", [True, False])
def test_a_closed_device_leaves_no_process_behind(play: Play, is_frozen: bool) -> None:
    pids = []

    async def start(device: DeviceProcess) -> None:
        await device.start()
        pids.append(device.pid)
        if is_frozen:
            os.kill(device.pid, signal.SIGSTOP)

    play(start)
    wait_until(lambda: not is_alive(pids[0]), what="it is gone")


def test_one_that_is_closed_while_it_starts_leaves_none_behind_either(play: Play) -> None:
    async def start(device: DeviceProcess) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(device.start(), 0.05)

    play(start)
