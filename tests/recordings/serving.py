"""The app behind a real server under ASGI (uvicorn), and what speaks HTTP to it as a player does."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import uvicorn
from django.core.handlers.asgi import ASGIHandler

from dev import ports

PATIENCE_SECONDS = 20.0


@contextmanager
def served() -> Iterator[str]:
    """Address of a server in this process, on a free port."""
    port = ports.choose()
    server = uvicorn.Server(
        uvicorn.Config(ASGIHandler(), host="127.0.0.1", port=port, log_level="critical", lifespan="off")
    )
    began = threading.Event()
    startup = server.startup

    async def start(*arguments: object, **options: object) -> None:
        await startup()
        began.set()

    server.startup = start  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert began.wait(PATIENCE_SECONDS), "uvicorn did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


class Player:
    """One connection, closed at the end; parts of an answer are read one after another."""

    def __init__(self, url: str, *, method: str = "GET", **headers: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(
            str(parts.hostname), parts.port, timeout=PATIENCE_SECONDS
        )
        self._connection.request(method, parts.path, headers=headers)
        self.answer = self._connection.getresponse()
        self.status = self.answer.status

    def read(self, length: int | None = None) -> bytes:
        """Raises:
        http.client.IncompleteRead: the server broke off.
        """
        return self.answer.read() if length is None else self.answer.read(length)

    def header(self, name: str) -> str | None:
        return self.answer.headers.get(name)

    def hang_up(self) -> None:
        self._connection.close()
