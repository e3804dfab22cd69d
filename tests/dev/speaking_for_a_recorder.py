"""As a recorder starts and ends, with nothing that records: a page of health on RECORDER_HTTP.

NOT_READY: its page says so. REFUSES: it ends at once, as with a bad configuration.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAMES = ("RECORDER_", "LIVEKIT_", "SECRET_KEY")


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503 if "NOT_READY" in os.environ else 200)
        self.end_headers()
        seen = {name: value for name, value in os.environ.items() if name.startswith(NAMES)}
        self.wfile.write(json.dumps({"seen": seen}).encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


if __name__ == "__main__":
    if "REFUSES" in os.environ:
        sys.exit("RECORDER_REDIS is missing")
    host, _, port = os.environ["RECORDER_HTTP"].partition(":")
    ThreadingHTTPServer((host, int(port)), Health).serve_forever()
