"""As many receiving viewers of one broadcast as the machine bears.

The whole product runs, with two processes of Django; a practitioner publishes picture and sound, and every viewer is an
account with a booking, asks our API for a token, and receives. In the end the ledger is compared with who was there:

    .venv/bin/python -m benchmarks.viewers [people=300] [seconds=30] [a_second=5] [PostgreSQL]

Needs Go; builds benchmarks/viewers on first use (some minutes). Exits with 1 where the ledger is not right.
"""

import os
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks.serving.servers import UNTHROTTLED, database
from benchmarks.viewers.audience import Audience, build
from dev import ports
from dev.livekit import LiveKitServer
from dev.stack import Stack
from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.e2e.desk import Desk
from tests.live.caller import Caller, Line

NUMBERS = {"people": 300, "seconds": 30, "a_second": 5}
SETTLED_SECONDS = 60.0
PATIENCE_SECONDS = 90.0
#: Between two looks at the count.
PAUSE_SECONDS = 0.5


def main(words: Sequence[str]) -> int:
    numbers = NUMBERS | {name: int(value) for name, _, value in (w.partition("=") for w in words) if value}
    _tell("building the viewers: some minutes at the first time")
    program = build()
    _tell("starting the product")
    with (
        tempfile.TemporaryDirectory() as folder,
        database("PostgreSQL" if "PostgreSQL" in words else "SQLite") as url,
        Stack(directory=Path(folder), extra=UNTHROTTLED, database_url=url, processes=2) as stack,
        Desk(stack, log=Path(folder) / "desk.log") as desk,
        Line() as line,
        Audience(program, seconds=numbers["seconds"], log=Path(folder) / "viewers.log") as audience,
    ):
        return _broadcast(stack, desk, line, audience, **numbers)


def _broadcast(
    stack: Stack, desk: Desk, line: Line, audience: Audience, *, people: int, seconds: int, a_second: int
) -> int:
    cast, clients = desk.new_cast(), desk.new_audience(people)
    session = desk.plan(cast, "broadcast", clients=clients)
    api = Api(stack.url)
    granted = api.join(cast.nadia, session)
    publisher = Caller(line, cast.nadia.name).join(granted["url"], granted["token"])
    publisher.show_camera()
    publisher.talk()
    _tell(f"letting {people} people in: {people / a_second:.0f} s")
    let_in = _let_in(api, session, clients, audience, a_second=a_second)
    # Each waits for picture and sound for half a minute.
    joined = audience.hear("joined", within=PATIENCE_SECONDS)
    _tell(f"{joined['with_media']} see and hear, {joined['failed']} failed")
    count = _count_until(api, cast.nadia, session, let_in - joined["failed"] + 1)
    before, idle_before = _seconds_used(stack.livekit), _idle()
    measured = audience.hear("measured", within=seconds + PATIENCE_SECONDS)
    used, idle_after = _seconds_used(stack.livekit) - before, _idle()
    audience.hear("left", within=PATIENCE_SECONDS)
    publisher.leave()
    after = _count_until(api, cast.nadia, session, 0)
    visits = _visits_once_told(desk, session)
    is_open = sum(visit["left_at"] is None for visit in visits)
    estimated = sum(visit["left_known_by"] != "webhook" for visit in visits)
    print(f"let in by our API: {let_in} of {people}, {a_second} a second; load {os.getloadavg()[0]:.0f}")
    print(
        f"picture and sound: {joined['with_media']}; after p50 {joined['media_after_p50']:.2f} s, "
        f"p95 {joined['media_after_p95']:.2f} s, max {joined['media_after_max']:.2f} s; "
        f"failed: {joined['failed']} {joined['last_failure']}"
    )
    for kind in ("video", "audio"):
        print(f"{kind}: {_arrived(measured[kind])}")
    print(
        f"LiveKit used {used / seconds:.0%} of a processor; "
        f"{(idle_after - idle_before) / seconds / (os.cpu_count() or 1):.0%} of the machine was idle"
    )
    print(f"participant_count with everybody inside: {count}; afterwards: {after}")
    print(f"visits: {len(visits)}, open: {is_open}, ends not known by webhook: {estimated}")
    is_right = (count, after, is_open) == (let_in - joined["failed"] + 1, 0, 0) and len(visits) >= count
    return 0 if is_right else 1


def _let_in(
    api: Api, session: Subject, clients: Sequence[Account], audience: Audience, *, a_second: int
) -> int:
    """Each asks for a token and joins with it, so many a second at most."""

    def come(client: Account, at: float) -> None:
        sleep(max(0.0, at - monotonic()))
        granted = api.join(client, session)
        audience.admit(granted["url"], granted["token"])

    began = monotonic()
    with ThreadPoolExecutor(4) as pool:
        coming = [
            pool.submit(come, client, began + number / a_second) for number, client in enumerate(clients)
        ]
        for one in coming:
            one.result()
    audience.close_doors()
    return len(coming)


def _count_until(api: Api, host: Account, session: Subject, wanted: int) -> int:
    """The room's count once it is that, or after a while whatever it is."""
    deadline = monotonic() + SETTLED_SECONDS
    while True:
        count = int(api.room(host, session)["participant_count"])
        if count == wanted or monotonic() > deadline:
            return count
        sleep(PAUSE_SECONDS)


def _visits_once_told(desk: Desk, session: Subject) -> list[dict[str, Any]]:
    """A reconcile may see that they are gone before LiveKit has told of each: its words are waited for."""
    deadline = monotonic() + SETTLED_SECONDS
    while True:
        (room,) = desk.record(session)
        visits: list[dict[str, Any]] = room["visits"]
        if all(visit["left_known_by"] == "webhook" for visit in visits) or monotonic() > deadline:
            return visits
        sleep(PAUSE_SECONDS)


def _arrived(told: dict[str, Any]) -> str:
    lost = told["lost"] / max(told["packets"] + told["lost"], 1)
    return f"{told['tracks']} tracks, {told['megabits_per_second']:.1f} Mbit/s, {lost:.3%} lost"


def _tell(what: str) -> None:
    """How far it is, beside what it finds."""
    print(f"… {what}", file=sys.stderr, flush=True)


def _seconds_used(livekit: LiveKitServer) -> float:
    """Processor time of LiveKit so far, by its own metrics."""
    url = f"http://{ports.LOOPBACK}:{livekit.ports.metrics}/metrics"
    with urllib.request.urlopen(url, timeout=30) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("process_cpu_seconds_total "):
                return float(line.split()[1])
    raise ValueError("LiveKit does not say how much it used.")


def _idle() -> float:
    """Seconds that the processors were idle, all together."""
    return int(Path("/proc/stat").read_text().split()[4]) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
