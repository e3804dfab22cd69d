"""A recorder's page of health, as a real server says it."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dev import ports


@contextlib.contextmanager
def recorder_that_answers(
    status: int, said: bytes = b'{"status": "redis at 10.0.0.7 is away"}'
) -> Iterator[str]:
    """The address of one that answers with this status and words that are nobody's business."""

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer((ports.LOOPBACK, 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://{ports.LOOPBACK}:{server.server_port}/healthz"
        finally:
            server.shutdown()
            thread.join()
