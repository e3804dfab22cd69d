"""The product behind other servers than uvicorn, and with connections to the database that are kept.

The whole product runs once, and each server beside it on the same database, one after the other: the milliseconds of a
join (without LiveKit's call) and of a webhook, one client alone, and how many four clients get done in a second.

    uv pip install gunicorn granian waitress
    .venv/bin/python -m benchmarks.web_servers [PostgreSQL] [rounds=100] [seconds=4]

A server that is not installed is left out.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.serving.clients import Source, Unexpected, fill_up, take_turns
from benchmarks.serving.figures import median
from benchmarks.serving.ratios import CLIENTS, EVENT, JOIN, REST, sources_at
from benchmarks.serving.servers import (
    READY_SECONDS,
    STOP_SECONDS,
    UNTHROTTLED,
    WITHOUT_CALL,
    answers,
    database,
)
from dev import ports
from dev.child import Child
from dev.readiness import wait_until_ready
from dev.stack import Stack
from tests.e2e.desk import Desk

NUMBERS = {"rounds": 100, "seconds": 4}
ASGI, WSGI = "estuary.asgi:application", "benchmarks.bare.wsgi:application"
KEPT = {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.kept"}


@dataclass(frozen=True)
class Way:
    """One way to serve; `{port}` in its words is the port."""

    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def is_installed(self) -> bool:
        return find_spec(self.words[0]) is not None


_UVICORN = ("uvicorn", ASGI, "--port", "{port}", "--lifespan", "off", "--no-access-log")
_GUNICORN = (
    "gunicorn",
    WSGI,
    "--bind",
    "127.0.0.1:{port}",
    "--worker-class",
    "gthread",
    "--keep-alive",
    "30",
)
_GRANIAN = ("granian", "--host", "127.0.0.1", "--port", "{port}", "--no-ws")

WAYS = {
    "uvicorn, 2 processes (as `make run`)": Way((*_UVICORN, "--workers", "2")),
    "uvicorn, 1 process": Way(_UVICORN),
    "granian, ASGI, 2 processes": Way((*_GRANIAN, "--interface", "asgi", "--workers", "2", ASGI)),
    "granian, WSGI, 2 x 4 threads": Way(
        (*_GRANIAN, "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", WSGI)
    ),
    "gunicorn, WSGI, 2 x 4 threads": Way((*_GUNICORN, "--workers", "2", "--threads", "4")),
    "the same, connections kept": Way((*_GUNICORN, "--workers", "2", "--threads", "4"), KEPT),
    "waitress, WSGI, 1 x 8 threads": Way(
        ("waitress", "--listen", "127.0.0.1:{port}", "--threads", "8", WSGI)
    ),
}


def main(words: Sequence[str]) -> None:
    numbers = NUMBERS | {name: int(value) for name, _, value in (w.partition("=") for w in words) if value}
    with (
        tempfile.TemporaryDirectory() as folder,
        database("PostgreSQL" if "PostgreSQL" in words else "SQLite") as url,
        Stack(directory=Path(folder), extra=UNTHROTTLED, database_url=url) as stack,
        Desk(stack, log=Path(folder) / "desk.log") as desk,
    ):
        print(
            "| served by | join | webhook | joins, 4 clients | webhooks, 4 clients |\n|---|---|---|---|---|"
        )
        for name, way in WAYS.items():
            if not way.is_installed:
                continue
            with _served(stack, way) as (server, port):
                try:
                    row = _measure(sources_at(stack, desk, port), **numbers)
                except Unexpected as error:
                    print(f"{name}: {error} {server.last_lines()}", file=sys.stderr)
                    row = ["failed"] * 4
            print(f"| {name} | {' | '.join(row)} |", flush=True)


def _measure(sources: dict[str, Source], *, rounds: int, seconds: int) -> list[str]:
    times = take_turns(sources, rounds, rest=REST)
    flow = fill_up(sources, seconds=seconds, blocks=2, clients=CLIENTS)
    return [
        *(f"{median(times[name]):.1f} ms" for name in (JOIN, EVENT)),
        *(f"{flow[name]:.0f} /s" for name in (JOIN, EVENT)),
    ]


@contextmanager
def _served(stack: Stack, way: Way) -> Iterator[tuple[Child, int]]:
    port = ports.choose()
    child = Child(
        way.words[0],
        [sys.executable, "-m", *(word.format(port=port) for word in way.words)],
        log=stack.directory / "log" / f"{way.words[0]}-{port}.log",
        environment={**stack.environment, **WITHOUT_CALL, **way.environment},
    )
    try:
        child.start()
        wait_until_ready(child, partial(answers, port), within=READY_SECONDS)
        yield child, port
    finally:
        child.stop(within=STOP_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1:])
