"""Asking a server of ours how it is."""

import http.server
import threading
from collections.abc import Callable, Iterator

import pytest

from dev import json_answer, ports

Serve = Callable[[int, bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that gives everybody the same answer; returns its address."""
    running: list[http.server.HTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name that http.server calls
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = http.server.HTTPServer((ports.LOOPBACK, 0), Handler)
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://{ports.LOOPBACK}:{server.server_port}/healthz"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [200, 503])
def test_what_it_says_counts_whatever_the_status(status: int, serve: Serve) -> None:
    url = serve(status, b'{"database": "ok"}')
    assert json_answer.ask(url, within=30) == (status, {"database": "ok"})


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("body", [b"<h1>It works</h1>", b"", b'["a list"]', b"\xff"])
def test_what_is_no_json_object_is_no_content(status: int, body: bytes, serve: Serve) -> None:
    assert json_answer.ask(serve(status, body), within=30) == (status, {})


def test_where_nobody_answers_there_is_nothing() -> None:
    assert json_answer.ask(f"http://{ports.LOOPBACK}:{ports.choose()}/healthz", within=30) == (0, {})
