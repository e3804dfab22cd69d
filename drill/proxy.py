"""Between LiveKit and Django's webhook endpoint: refuses, swallows, doubles, delays, and so reorders.

It notes what LiveKit said before anything happened to it, and what of that came to Django.
"""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from drill.comparison import Told
from drill.faults import Fate, decide_fate

#: Django may be busy, but LiveKit waits without limit: one slow answer must not hold the room's others for ever.
ANSWER_SECONDS = 20.0
#: What was taken from LiveKit, and meets a Django that is down, is tried again for so long.
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.5
UNREACHABLE = 502


@dataclass
class _Event:
    """One event of LiveKit, and what became of it.

    Attributes:
        tries: how often LiveKit sent it.
        arrived: Django has answered 200 to it.
    """

    name: str
    sid: str
    identity: str
    reason: str
    fate: Fate
    tries: int = 0
    arrived: bool = False


class Proxy:
    """Listens on a free port of loopback; a context manager.

    Args:
        target: Django's endpoint.
        seed: of every fate.
    """

    def __init__(self, target: str, *, seed: int) -> None:
        self._target, self._seed = target, seed
        self._events: dict[str, _Event] = {}
        self._names: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._on_the_way = 0
        self._last_at = time.monotonic()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = proxy._receive(body, self.headers["Authorization"])
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Counted, not printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="proxy", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def counts(self) -> dict[str, int]:
        """How many: events, deliveries, refused, swallowed, doubled, delayed, unreachable, given up, lost."""
        with self._lock:
            lost = sum(not event.arrived for event in self._events.values())
            return {**self._counts, "events": len(self._events), "lost": lost}

    def told(self) -> list[Told]:
        """Everything that LiveKit said of a connection."""
        with self._lock:
            return [
                Told(event.sid, event.identity, event.name, event.reason, event.arrived)
                for event in self._events.values()
                if event.sid
            ]

    def quiet_seconds(self) -> float:
        """How long nothing came and nothing was on its way."""
        with self._lock:
            return 0.0 if self._on_the_way else time.monotonic() - self._last_at

    def _receive(self, body: bytes, signature: str) -> int:
        event, is_first = self._note(json.loads(body))
        if event.tries <= event.fate.refusals:
            return self._count("refused", 503)
        if event.fate.is_swallowed:
            return self._count("swallowed", 200)
        if not is_first:
            # It had its way already, and Django did not answer 200.
            return self._pass_on(event, body, signature)
        if event.fate.second_delay is not None:
            self._count("doubled")
            self._later(event.fate.delay + event.fate.second_delay, event, body, signature)
        if event.fate.delay:
            self._count("delayed")
            self._later(event.fate.delay, event, body, signature)
            return 200
        return self._pass_on(event, body, signature)

    def _note(self, content: dict[str, Any]) -> tuple[_Event, bool]:
        """The event, and whether this is the first try that is not refused."""
        with self._lock:
            self._last_at = time.monotonic()
            self._counts["deliveries"] += 1
            event = self._events.get(content["id"])
            if event is None:
                person = content.get("participant", {})
                identity = person.get("identity", "")
                # The rest of an identity is another in each run; the user's number is the same.
                name = f"{content['event']}:{identity.partition('-')[0]}"
                self._names[name] += 1
                event = self._events[content["id"]] = _Event(
                    name=content["event"],
                    sid=person.get("sid", ""),
                    identity=identity,
                    reason=person.get("disconnectReason", ""),
                    fate=decide_fate(self._seed, f"{name}:{self._names[name]}"),
                )
            event.tries += 1
            return event, event.tries == event.fate.refusals + 1

    def _count(self, what: str, status: int = 0) -> int:
        with self._lock:
            self._counts[what] += 1
        return status

    def _later(self, delay: float, event: _Event, body: bytes, signature: str) -> None:
        def deliver() -> None:
            try:
                deadline = time.monotonic() + PATIENCE_SECONDS
                while self._pass_on(event, body, signature) >= 500:
                    if time.monotonic() > deadline:
                        self._count("given up")
                        return
                    time.sleep(PAUSE_SECONDS)
            finally:
                with self._lock:
                    self._on_the_way -= 1

        with self._lock:
            self._on_the_way += 1
        timer = threading.Timer(delay, deliver)
        timer.daemon = True
        timer.start()

    def _pass_on(self, event: _Event, body: bytes, signature: str) -> int:
        """Django's answer, or 502."""
        request = urllib.request.Request(
            self._target,
            data=body,
            headers={"Content-Type": "application/webhook+json", "Authorization": signature},
        )
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
                status: int = answer.status
        except urllib.error.HTTPError as error:
            with error:
                status = error.code
        except (OSError, http.client.HTTPException):
            return self._count("unreachable", UNREACHABLE)
        with self._lock:
            self._last_at = time.monotonic()
            event.arrived = event.arrived or status == 200
        if status != 200:
            self._count(f"answered {status}")
        return status

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
