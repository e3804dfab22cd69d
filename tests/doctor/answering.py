"""A server on loopback that says what a test wants: a proxy, another program, a LiveKit that is set up wrong."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Answering:
    """Attributes:
    status, body, location: of each answer.
    heard: path and headers of each request.
    """

    def __init__(self) -> None:
        self.status, self.body, self.location = 200, "OK", ""
        self.heard: list[tuple[str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def says(self, status: int, body: str = "", location: str = "") -> None:
        self.status, self.body, self.location = status, body, location

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        here = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                here.heard.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(here.status)
                if here.location:
                    self.send_header("Location", here.location)
                self.send_header("Content-Length", str(len(here.body)))
                self.end_headers()
                self.wfile.write(here.body.encode())

            do_POST = do_GET

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler
