"""Requests of the server in this process wait outside between two tests.

A page or LiveKit may ask when its test has ended. Inside, the tables are being emptied: on PostgreSQL the two would
wait for each other until one is shot, and then there is no database to ask.
"""

import threading
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started

#: Somebody may have left without a word; nobody waits for ever.
PATIENCE_SECONDS = 20.0


class Door:
    """Counts who is inside; `close` waits until they have left."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._is_open = False
        self._inside = 0

    def enter(self, **_: object) -> None:
        if _is_of_a_server():
            with self._change:
                self._change.wait_for(lambda: self._is_open, PATIENCE_SECONDS)
                self._inside += 1

    def leave(self, **_: object) -> None:
        if _is_of_a_server():
            with self._change:
                self._inside -= 1
                self._change.notify_all()

    def open(self) -> None:
        with self._change:
            self._is_open = True
            self._change.notify_all()

    def close(self) -> None:
        with self._change:
            self._is_open = False
            self._change.wait_for(lambda: self._inside <= 0, PATIENCE_SECONDS)


def _is_of_a_server() -> bool:
    """Not a client of a test, which runs in a thread of its own making."""
    return "process_request_thread" in threading.current_thread().name


_door = Door()
request_started.connect(_door.enter)
# After Django's own receiver, which still looks at the connection.
request_finished.connect(_door.leave)


@pytest.fixture(autouse=True)
def _late_requests_wait(request: pytest.FixtureRequest) -> Iterator[None]:
    if "live_server" not in request.fixturenames:
        yield
        return
    # Emptied after us, because asked for before.
    request.getfixturevalue("transactional_db")
    _door.open()
    yield
    _door.close()
