"""The whole drill: start everything, play, let it settle, read the ledger, compare."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from dev.stack import Stack
from drill.comparison import HEARD_SECONDS, compare
from drill.ledger import Ledger, read_ledger
from drill.performance import Performance
from drill.plan import Plan
from drill.proxy import Proxy
from drill.reading import read_truth
from drill.result import FEWEST_PEOPLE, Result, outages_in
from drill.stage import book
from tests.e2e.api import Api
from tests.e2e.desk import Desk

#: LiveKit's longest pause between two tries is 8 s: when nothing came for longer, nothing will.
QUIET_SECONDS = 9.0
SETTLE_SECONDS = 150.0
LOOK_SECONDS = 2.0
LOAD_SECONDS = 5.0


def run_drill(
    plan: Plan,
    stack: Stack,
    *,
    interval: float,
    say: Callable[[str], None] = lambda line: None,
    fewest_people: int = FEWEST_PEOPLE,
    heard_seconds: float = HEARD_SECONDS,
) -> Result:
    """Play a plan on a stack that does not run yet, and end it again.

    Args:
        interval: seconds between two looks of the stack's worker at LiveKit.
        say: told how far it is.
        fewest_people: who must have been inside, or the drill failed.
        heard_seconds: as in `drill.comparison.compare`.
    """
    with Proxy(f"{stack.url}/api/webhooks/livekit/", seed=plan.seed) as proxy:
        stack.livekit.webhook_url = proxy.url
        stack.migrate()
        try:
            stack.start()
            return asyncio.run(_run(plan, stack, proxy, interval, say, fewest_people, heard_seconds))
        finally:
            stack.stop()


async def _run(
    plan: Plan,
    stack: Stack,
    proxy: Proxy,
    interval: float,
    say: Callable[[str], None],
    fewest_people: int,
    heard_seconds: float,
) -> Result:
    logs = stack.directory / "log"
    with Desk(stack, log=logs / "desk.log") as desk:
        stage = await asyncio.to_thread(book, plan, desk, Api(stack.url))
    performance = Performance(plan, stage, stack, errors=logs / "devices.log")
    load: list[float] = []
    watching = asyncio.create_task(_watch_load(load))
    try:
        await performance.prepare()
        began_at = time.time()
        say(f"{len(plan.people)} people come and go for {plan.seconds:.0f} s")
        await performance.play()
        ended_at = time.time()
        say("everybody is gone; waiting until the ledger has settled")
        ledger = await asyncio.to_thread(_settle, stack, proxy)
    finally:
        watching.cancel()
        await performance.clear()
    settled_at = time.time()
    _keep(performance, ledger, logs)
    truth = read_truth(performance.log)
    inside = len({visit.person for visit in truth.visits})
    failures = list(performance.failures)
    if inside < fewest_people:
        failures.append(f"only {inside} people were ever inside, {fewest_people} are wanted")
    if not ledger.is_settled:
        failures.append(f"the ledger had not settled after {SETTLE_SECONDS:.0f} s: {_unsettled(ledger)}")
    outages = outages_in(performance.log)
    return Result(
        plan=plan,
        comparison=compare(
            truth, ledger.visits, proxy.told(), outages, interval=interval, heard_seconds=heard_seconds
        ),
        outages=outages,
        counts=proxy.counts,
        database="PostgreSQL" if stack.environment["DATABASE_URL"] else "SQLite",
        interval=interval,
        began_at=began_at,
        play_seconds=ended_at - began_at,
        settle_seconds=settled_at - ended_at,
        load=tuple(load),
        failures=tuple(failures),
    )


def _settle(stack: Stack, proxy: Proxy) -> Ledger:
    """Wait until LiveKit and the proxy have nothing more to say and every statement is final."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        ledger = read_ledger(stack.environment)
        is_quiet = proxy.quiet_seconds() > QUIET_SECONDS
        if (is_quiet and ledger.is_settled) or time.monotonic() > deadline:
            return ledger
        time.sleep(LOOK_SECONDS)


def _unsettled(ledger: Ledger) -> str:
    rooms = [f"{room.subject} is {room.status}" for room in ledger.rooms if not room.is_final]
    return ", ".join([f"{ledger.waiting} events wait", *rooms])


async def _watch_load(load: list[float]) -> None:
    while True:
        load.append(os.getloadavg()[0])
        await asyncio.sleep(LOAD_SECONDS)


def _keep(performance: Performance, ledger: Ledger, logs: Path) -> None:
    """Both sides of the comparison, for whoever looks for the reason of a miss."""
    (logs / "truth.jsonl").write_text(
        "".join(f"{json.dumps(asdict(entry))}\n" for entry in performance.log), encoding="utf-8"
    )
    (logs / "ledger.json").write_text(json.dumps(asdict(ledger), indent=1), encoding="utf-8")
