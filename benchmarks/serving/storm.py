"""A thousand people come to one broadcast within a minute: is everything stored and applied, and how soon?"""

import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import perf_counter, sleep

from benchmarks.serving.clients import Connection, Request
from benchmarks.serving.events import Due, Teller, as_sent, storm
from benchmarks.serving.figures import median, quantile
from benchmarks.serving.ratios import WEBHOOK
from benchmarks.serving.servers import UNTHROTTLED, WITHOUT_CALL
from dev.stack import Stack
from tests.e2e.accounts import Account, Subject
from tests.e2e.api import Api
from tests.e2e.desk import Desk

SENDERS = 8
JOINERS = 4
DRAIN_SECONDS = 300.0
PAUSE_SECONDS = 0.2
TOKEN = "only-for-this-storm"
ENVIRONMENT = {
    **UNTHROTTLED,
    **WITHOUT_CALL,
    "ROOMS_METRICS_TOKEN": TOKEN,
    # LiveKit itself knows nothing of these people: reconcile would put that right.
    "ROOMS_RECONCILE_SECONDS": "86400",
}


@dataclass(frozen=True)
class Outcome:
    """Attributes:
    let_in_a_second: how many of them `join` let in, before the storm.
    answers: milliseconds of each answer.
    repeated: deliveries that were not answered with 200, and sent again, as LiveKit does.
    behind_seconds: how much later than planned the last event was answered.
    drain_seconds: from the last answer until no event waited any more.
    visits, inside: as the ledger has them; `wrong` says what it should have.
    """

    people: int
    let_in_a_second: float
    answers: list[float]
    repeated: int
    behind_seconds: float
    drain_seconds: float
    visits: int
    inside: int
    wrong: list[str]

    def lines(self) -> list[str]:
        return [
            f"{self.people} people, {len(self.answers)} events: answered in {median(self.answers):.0f} ms at the "
            f"median, p99 {quantile(self.answers, 0.99):.0f} ms, slowest {max(self.answers):.0f} ms; "
            f"{self.repeated} sent again.",
            f"The last answer came {self.behind_seconds:.1f} s later than its event was due; nothing waited "
            f"{self.drain_seconds:.1f} s after it.",
            f"In the ledger: {self.visits} visits, {self.inside} inside. "
            + ("; ".join(self.wrong) if self.wrong else "All of it right."),
            f"Before, `join` let in {self.let_in_a_second:.0f} people a second.",
        ]


def play(database_url: str, *, people: int, seconds: float) -> Outcome:
    """Let so many in by our own API, and tell the product that they came within so many seconds."""
    with _running(database_url) as (stack, desk):
        cast, audience = desk.new_cast(), desk.new_audience(people)
        session = desk.plan(cast, "broadcast", clients=audience)
        api = Api(stack.url)
        began = perf_counter()
        with ThreadPoolExecutor(JOINERS) as pool:
            identities = list(pool.map(lambda one: str(api.join(one, session)["identity"]), audience))
        let_in_a_second = people / (perf_counter() - began)
        name = str(api.room(audience[0], session)["name"])
        now = datetime.now(UTC)
        planned = storm(Teller(name, now), identities, began_at=now, seconds=seconds)
        answers, repeated, behind = _send(stack, planned)
        drain = _wait_until_drained(stack)
        visits, inside, wrong = _compare(desk, api, cast.nadia, session, people)
        return Outcome(people, let_in_a_second, answers, repeated, behind, drain, visits, inside, wrong)


@contextmanager
def _running(database_url: str) -> Iterator[tuple[Stack, Desk]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(directory=Path(folder), extra=ENVIRONMENT, database_url=database_url, processes=2) as stack,
        Desk(stack, log=Path(folder) / "desk.log") as desk,
    ):
        yield stack, desk


def _send(stack: Stack, planned: Sequence[Due]) -> tuple[list[float], int, float]:
    """Each event when it is due, by a few connections; what is refused is sent again."""
    waiting, lock = iter(planned), Lock()
    answers: list[float] = []
    repeated = 0
    began = perf_counter()

    def work() -> None:
        nonlocal repeated
        with Connection(stack.web_port) as connection:
            while True:
                with lock:
                    due = next(waiting, None)
                if due is None:
                    return
                sleep(max(0.0, began + due.at - perf_counter()))
                while True:
                    raw, headers = as_sent(due.event, key=stack.livekit.key, secret=stack.livekit.secret)
                    status, took = connection.ask(Request(stack.web_port, WEBHOOK, raw, headers))
                    answers.append(took)
                    if status == 200:
                        break
                    repeated += 1
                    sleep(PAUSE_SECONDS)

    with ThreadPoolExecutor(SENDERS) as pool:
        for sender in [pool.submit(work) for _ in range(SENDERS)]:
            sender.result()
    return answers, repeated, perf_counter() - began - planned[-1].at


def _wait_until_drained(stack: Stack) -> float:
    """Seconds until no stored event waits to be handled."""
    began = perf_counter()
    while _waiting(stack):
        if perf_counter() - began > DRAIN_SECONDS:
            raise TimeoutError(f"After {DRAIN_SECONDS:.0f} s events still wait.")
        sleep(PAUSE_SECONDS)
    return perf_counter() - began


def _waiting(stack: Stack) -> int:
    request = urllib.request.Request(f"{stack.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("rooms_webhooks_waiting "):
                return int(float(line.split()[1]))
    raise ValueError("/metrics does not say how many events wait.")


def _compare(
    desk: Desk, api: Api, host: Account, session: Subject, people: int
) -> tuple[int, int, list[str]]:
    (room,) = desk.record(session)
    visits, count = len(room["visits"]), int(room["participant_count"])
    is_open = sum(visit["left_at"] is None for visit in room["visits"])
    again, once = (people + 1) // 2, people // 2
    told = int(api.room(host, session)["participant_count"])
    expected = {
        "visits": (visits, 2 * again + once),
        "open visits": (is_open, again),
        "participant_count": (count, again),
        "participant_count by the API": (told, again),
    }
    wrong = [f"{what}: {found}, not {right}" for what, (found, right) in expected.items() if found != right]
    return visits, count, wrong
