"""What a pool of connections to PostgreSQL is worth under ASGI, where every request has a thread of its own.

The whole product runs as an operator runs it: two processes of Django under uvicorn, the worker, LiveKit. Eight clients
of the API look at a room, one request after the other, for ten seconds: once with the pool that Estuary has, once
with a connection for each request.

    .venv/bin/python -m benchmarks.database_connections [seconds]
"""

import http.client
import statistics
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from dev.postgresql import PostgreSQLServer
from dev.stack import Stack
from tests.e2e.accounts import Account
from tests.e2e.api import Api

CLIENTS = 8
SECONDS = 10.0
WAYS = {"pool of 10 a process": "10", "a connection for each request": "0"}


def measure(server: PostgreSQLServer, connections: str, seconds: float) -> list[float]:
    """Milliseconds of every request of all clients."""
    with (
        tempfile.TemporaryDirectory() as directory,
        Stack(
            directory=Path(directory),
            extra={"DATABASE_CONNECTIONS": connections},
            database_url=server.create_database(f"with_{connections}"),
            processes=2,
        ) as stack,
    ):
        subject = next(one for one in stack.demo["subjects"] if one["state"] == "now")
        person = next(one for one in stack.demo["people"] if one["email"] == subject["practitioner"])
        account = Account(person["name"], person["email"], person["password"])
        path = f"/api/v1/rooms/{subject['kind']}/{subject['id']}/"
        api = Api(stack.url)
        api.get(account, path)
        token = api.token_of(account)
        _look(stack.web_port, path, token, 1.0)  # warms everything up
        with ThreadPoolExecutor(CLIENTS) as pool:
            found = [pool.submit(_look, stack.web_port, path, token, seconds) for _ in range(CLIENTS)]
            return [one for client in found for one in client.result()]


def _look(port: int, path: str, token: str, seconds: float) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    measured = []
    ends = perf_counter() + seconds
    while (began := perf_counter()) < ends:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}.")
        measured.append((perf_counter() - began) * 1000)
    connection.close()
    return measured


def main(seconds: float = SECONDS) -> None:
    with (
        tempfile.TemporaryDirectory() as directory,
        PostgreSQLServer(log=Path(directory) / "postgresql.log") as server,
    ):
        for words, connections in WAYS.items():
            times = sorted(measure(server, connections, seconds))
            print(
                f"{words}: {len(times) / seconds:.0f} requests/s, median {statistics.median(times):.0f} ms, "
                f"19 of 20 within {times[int(len(times) * 0.95)]:.0f} ms"
            )


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
