"""How long after the press on Send a chat line is with everybody in the call.

The whole product runs as `make run` runs it: Django under uvicorn, the worker, a real LiveKit server. A practitioner
and two clients are inside as Python participants, and one of the clients writes through the API. From before the
request until the packet is with all three:

    .venv/bin/python -m benchmarks.chat_delay [lines]
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

from livekit import rtc

from dev.stack import Stack
from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.live.caller import Caller, Line

LINES = 200
PATIENCE_SECONDS = 10.0


class Listener:
    """Notes when each message arrives, by its id."""

    def __init__(self, line: Line, api: Api, account: Account, subject: Subject) -> None:
        granted = api.join(account, subject)
        self.arrived: dict[str, float] = {}
        self.news = Event()
        self.caller = Caller(line, account.name).join(granted["url"], granted["token"])
        self.caller.room.on("data_received", self._note)

    def _note(self, packet: rtc.DataPacket) -> None:
        now = perf_counter()
        if packet.topic == "rooms.chat" and packet.participant is None:
            self.arrived[json.loads(packet.data)["id"]] = now
            self.news.set()

    def wait_for(self, message_id: str) -> float:
        deadline = perf_counter() + PATIENCE_SECONDS
        while message_id not in self.arrived:
            if perf_counter() > deadline:
                raise TimeoutError(f"{self.caller.name} never heard it.")
            self.news.wait(0.1)
            self.news.clear()
        return self.arrived[message_id]


def measure(lines: int) -> dict[str, list[float]]:
    """Milliseconds until the answer, and until the last of the three has the line."""
    measured: dict[str, list[float]] = {"answer": [], "with everybody": []}
    with (
        tempfile.TemporaryDirectory() as directory,
        Stack(directory=Path(directory), extra={"ROOMS_THROTTLE_CHAT": "100000/min"}) as stack,
        Line() as line,
    ):
        people, subject, room_path = _workshop(stack.demo)
        api = Api(stack.url)
        listeners = [Listener(line, api, account, subject) for account in people]
        writer = people[-1]
        for number in range(-5, lines):  # the first few warm everything up
            began = perf_counter()
            said = api.post(writer, f"{room_path}messages/", text=f"Line {number}")
            answered = perf_counter()
            arrived = max(listener.wait_for(said["id"]) for listener in listeners)
            if number >= 0:
                measured["answer"].append((answered - began) * 1000)
                measured["with everybody"].append((arrived - began) * 1000)
        for listener in listeners:
            listener.caller.leave()
    return measured


def _workshop(demo: dict[str, Any]) -> tuple[list[Account], Subject, str]:
    """The demo's group session that is going on: its practitioner and two of its clients."""
    found = next(
        one
        for one in demo["subjects"]
        if one["kind"] == "session" and one["room_type"] == "group" and one["state"] == "now"
    )
    accounts = {one["email"]: Account(one["name"], one["email"], one["password"]) for one in demo["people"]}
    people = [accounts[email] for email in (found["practitioner"], *found["clients"][:2])]
    return people, Subject("session", str(found["id"])), f"/api/v1/rooms/{found['room_id']}/"


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    for what, times in measure(lines).items():
        ordered = sorted(times)
        print(
            f"{what:15} median {statistics.median(ordered):6.1f} ms, "
            f"19 of 20 within {ordered[int(len(ordered) * 0.95)]:6.1f} ms, "
            f"slowest of {len(ordered)} {ordered[-1]:6.1f} ms"
        )


if __name__ == "__main__":
    main()
