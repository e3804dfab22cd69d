"""Listens to a LiveKit server and keeps what it says, as it says it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.live.caller import wait_until


class Listener:
    """An endpoint for webhooks that believes everything. Use it as a context manager."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append(json.loads(raw))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Nothing: what was heard says it all."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="listener")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def about(self, room_name: str) -> list[dict[str, Any]]:
        """Every event of one room, in the order of arrival."""
        return [event for event in list(self.heard) if event.get("room", {}).get("name") == room_name]

    def wait_for(self, event: str, room_name: str, *, count: int = 1, within: float = 30) -> None:
        """Wait until so many events of that name have come for a room."""
        wait_until(
            lambda: [e["event"] for e in self.about(room_name)].count(event) >= count,
            what=f"{count} × {event} of {room_name}",
            within=within,
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
