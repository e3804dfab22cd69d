"""Clients that keep their connection and send one request after the other."""

import http.client
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from time import perf_counter, sleep
from typing import Self

from dev import ports

SECONDS = 30.0


class Unexpected(RuntimeError):
    """An answer that is not 200: what it measured would be another thing."""


@dataclass(frozen=True)
class Request:
    port: int
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


class Connection:
    """One kept connection to one server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=SECONDS)

    def ask(self, request: Request) -> tuple[int, float]:
        """The status, and the milliseconds until the whole answer was here."""
        try:
            return self._ask(request)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server closes what was not used for some seconds; nothing of this request was answered.
            self._connection.close()
            return self._ask(request)

    def _ask(self, request: Request) -> tuple[int, float]:
        began = perf_counter()
        self._connection.request(
            request.method, request.path, body=request.body, headers=dict(request.headers)
        )
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, (perf_counter() - began) * 1000

    def time(self, request: Request) -> float:
        """Milliseconds. Raises `Unexpected` where the answer is not 200."""
        status, milliseconds = self.ask(request)
        if status != 200:
            raise Unexpected(f"{request.path} answered {status}.")
        return milliseconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()


#: Makes the next request of its kind; each may be another one.
Source = Callable[[], Request]


def take_turns(
    sources: Mapping[str, Source], rounds: int, *, warm_up: int = 10, rest: float = 0
) -> dict[str, list[float]]:
    """Each source once a round, in an order that moves on: whatever else the machine does meets all of them alike.

    Args:
        rest: seconds after each request, for what it leaves to be done after its answer.

    Returns:
        Milliseconds of each request, by the name of its source.
    """
    names = list(sources)
    measured: dict[str, list[float]] = {name: [] for name in names}
    open_ports = {name: sources[name]().port for name in names}
    connections = {name: Connection(port) for name, port in open_ports.items()}
    for number in range(-warm_up, rounds):
        turn = number % len(names)
        for name in chain(names[turn:], names[:turn]):
            took = connections[name].time(sources[name]())
            if number >= 0:
                measured[name].append(took)
            sleep(rest)
    for connection in connections.values():
        connection.__exit__()
    return measured


def fill_up(sources: Mapping[str, Source], *, seconds: float, blocks: int, clients: int) -> dict[str, float]:
    """Each source in turn for a block, by so many clients at once.

    Returns:
        Requests a second, by the name of the source.
    """
    done = dict.fromkeys(sources, 0)
    spent = dict.fromkeys(sources, 0.0)
    with ThreadPoolExecutor(clients) as pool:
        for block in range(blocks):
            order: Sequence[str] = list(sources) if block % 2 == 0 else list(reversed(list(sources)))
            for name in order:
                began = perf_counter()
                busy = [pool.submit(_keep_asking, sources[name], began + seconds) for _ in range(clients)]
                done[name] += sum(client.result() for client in busy)
                spent[name] += perf_counter() - began
    return {name: done[name] / spent[name] for name in sources}


def _keep_asking(source: Source, until: float) -> int:
    request, count = source(), 0
    with Connection(request.port) as connection:
        while perf_counter() < until:
            connection.time(request)
            request, count = source(), count + 1
    return count
