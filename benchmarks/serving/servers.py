"""The product, the product that calls no LiveKit, and the bare views: three servers beside each other, one database."""

import http.client
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dev import ports
from dev.postgresql import PostgreSQLServer
from dev.readiness import wait_until_ready
from dev.stack import Stack
from tests.e2e.desk import Desk

READY_SECONDS = 120.0
STOP_SECONDS = 4.0
UNTHROTTLED = {"ROOMS_THROTTLE_JOIN": "1000000/min", "ROOMS_THROTTLE_READ": "1000000/min"}
#: LiveKit makes rooms by itself then, so joining does not call it.
WITHOUT_CALL = {"ROOMS_LIVEKIT_AUTO_CREATE": "1"}
BARE = {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings"}


@dataclass(frozen=True)
class Servers:
    """Attributes:
    product, without_call, bare: their ports.
    """

    stack: Stack
    desk: Desk
    product: int
    without_call: int
    bare: int


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of an empty database; empty for SQLite's file. A commit waits for the disk, as in production."""
    if name == "SQLite":
        yield ""
        return
    with (
        tempfile.TemporaryDirectory() as directory,
        PostgreSQLServer(log=Path(directory) / "postgresql.log", carefree=False) as server,
    ):
        yield server.create_database("bench")


@contextmanager
def serve(database_url: str, *, processes: int) -> Iterator[Servers]:
    """All of them running."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(
            directory=Path(folder), extra=UNTHROTTLED, database_url=database_url, processes=processes
        ) as stack,
        Desk(stack, log=Path(folder) / "desk.log") as desk,
    ):
        others = {"without_call": (ports.choose(), WITHOUT_CALL), "bare": (ports.choose(), BARE)}
        children = {
            name: stack.web_server(name, port=port, log=name, extra=extra)
            for name, (port, extra) in others.items()
        }
        try:
            for name, child in children.items():
                child.start()
                wait_until_ready(child, partial(answers, others[name][0]), within=READY_SECONDS)
            yield Servers(stack, desk, stack.web_port, others["without_call"][0], others["bare"][0])
        finally:
            for child in children.values():
                child.stop(within=STOP_SECONDS)


def answers(port: int) -> bool:
    """Whether a server is there, whatever it says."""
    connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True
