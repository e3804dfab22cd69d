"""Pages that listen, on the whole product: on PostgreSQL with two processes, and fewer connections than listeners."""

import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

from dev.stack import Stack
from tests.database import MakeStack
from tests.e2e.api import Api
from tests.e2e.desk import Desk

pytestmark = pytest.mark.live

#: Below it nobody loses patience, and a service manager does not kill.
SECONDS = 5.0


def listen(url: str, token: str) -> HTTPResponse:
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    answer: HTTPResponse = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30)
    return answer


def hear(stream: HTTPResponse, word: bytes) -> None:
    """Read until a line has this in it."""
    while word not in stream.readline():
        pass


@pytest.fixture
def stack(make_stack: MakeStack) -> Iterator[Stack]:
    with make_stack("listening", {"DATABASE_CONNECTIONS": "2"}) as running:
        yield running


def test_listeners_hold_no_connection_and_do_not_keep_the_server_from_stopping(stack: Stack) -> None:
    with Desk(stack, log=stack.directory / "log" / "desk.log") as desk:
        cast = desk.new_cast()
        booking = desk.book(cast)
        api = Api(stack.url)
        address = f"{stack.url}/api/v1/live/?subject=booking:{booking.id}"
        streams = [listen(address, api.token_of(cast.jonas)) for _ in range(8)]
        for stream in streams:
            hear(stream, b'"participant_count":0')

        # Somebody asks to come in: the way to the database is free, and it is told that the room changed.
        assert api.join(cast.nadia, booking)["token"]

        began = time.monotonic()
        stack.web.stop(within=10)
        assert time.monotonic() - began < SECONDS
        assert stack.web.log is not None
        assert "Traceback" not in stack.web.log.read_text(encoding="utf-8")
