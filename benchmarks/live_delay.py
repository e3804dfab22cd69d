"""How long after somebody came in, and after they left, a page outside the call says so.

The whole product runs as `make run` runs it, with two processes of Django: LiveKit's webhook reaches one of them, and
the listeners stand in both. A client joins and leaves as a Python participant, again and again; from LiveKit's own
"connected" (and from the call of `disconnect`) until the last of the listeners has the new count:

    .venv/bin/python -m benchmarks.live_delay [rounds] [--postgresql]
"""

import json
import statistics
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from threading import Condition, Thread
from time import perf_counter

from dev.postgresql import PostgreSQLServer
from dev.stack import Stack
from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.e2e.desk import Desk
from tests.live.caller import Caller, Line

ROUNDS = 30
LISTENERS = 9
PATIENCE_SECONDS = 30.0


class Listener:
    """One open stream; notes when each count came."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        request = urllib.request.Request(url, headers=headers)
        self._answer = urllib.request.urlopen(request, timeout=60)
        self.count, self.at = -1, 0.0
        self._changed = Condition()
        Thread(target=self._read, daemon=True).start()

    def wait_for(self, count: int) -> float:
        with self._changed:
            if not self._changed.wait_for(lambda: self.count == count, PATIENCE_SECONDS):
                raise TimeoutError(f"It still says {self.count}.")
            return self.at

    def _read(self) -> None:
        for line in self._answer:
            if line.startswith(b"data: "):
                with self._changed:
                    self.count, self.at = json.loads(line[6:])["participant_count"], perf_counter()
                    self._changed.notify_all()


def measure(rounds: int, database_url: str) -> dict[str, list[float]]:
    """Milliseconds."""
    measured: dict[str, list[float]] = {"came": [], "left": []}
    with (
        tempfile.TemporaryDirectory() as directory,
        Stack(
            directory=Path(directory),
            extra={"ROOMS_THROTTLE_JOIN": "100000/min"},
            database_url=database_url,
            processes=2,
        ) as stack,
        Desk(stack, log=Path(directory) / "desk.log") as desk,
        Line() as line,
    ):
        cast = desk.new_cast()
        booking: Subject = desk.book(cast)
        api = Api(stack.url)
        client: Account = cast.jonas
        address = f"{stack.url}/api/v1/live/?subject=booking:{booking.id}"
        listeners = [Listener(address, api.token_of(client)) for _ in range(LISTENERS)]
        for listener in listeners:
            listener.wait_for(0)
        for _ in range(rounds):
            granted = api.join(client, booking)
            caller = Caller(line, client.name)
            caller.join(granted["url"], granted["token"])
            began = perf_counter()
            measured["came"].append((max(one.wait_for(1) for one in listeners) - began) * 1000)
            began = perf_counter()
            caller.leave()
            measured["left"].append((max(one.wait_for(0) for one in listeners) - began) * 1000)
    return measured


def main() -> None:
    rounds = next((int(word) for word in sys.argv[1:] if word.isdigit()), ROUNDS)
    with ExitStack() as stack:
        url = ""
        if "--postgresql" in sys.argv:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(PostgreSQLServer(log=folder / "postgresql.log"))
            url = server.create_database("live_delay")
        for name, values in measure(rounds, url).items():
            values.sort()
            print(
                f"{name}: median {statistics.median(values):.0f} ms, "
                f"p95 {values[int(len(values) * 0.95)]:.0f} ms, most {values[-1]:.0f} ms ({len(values)} times)"
            )


if __name__ == "__main__":
    main()
