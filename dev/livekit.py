"""One LiveKit server: start it, crash it, start it again.

A live test starts one on free ports and tells it where to send its webhooks:

    @pytest.fixture(scope="session")
    def livekit(tmp_path_factory: pytest.TempPathFactory, live_server: LiveServer) -> Iterator[LiveKitServer]:
        with LiveKitServer(
            directory=tmp_path_factory.mktemp("livekit"),
            webhook_url=f"{live_server.url}/api/webhooks/livekit/",
        ) as server:
            yield server

    def test_people_meet(livekit: LiveKitServer, settings: SettingsWrapper) -> None:
        settings.LIVEKIT_HOST = livekit.url
        settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = livekit.key, livekit.secret
"""

import os
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from dev import livekit_binary, livekit_config, ports
from dev.child import Child
from dev.livekit_config import LiveKitPorts
from dev.local_secrets import random_secret
from dev.readiness import start_somewhere

READY_SECONDS = 30.0


class LiveKitServer:
    """A real LiveKit server on loopback. Use it as a context manager, or call `start` and `stop`.

    Args:
        directory: where its configuration (`livekit.yaml`) and its log (`log/livekit.log`) go.
        webhook_url: where it reports what happens, with the trailing slash; none: it reports nothing.
        port: for signalling; a free one if not given. It stays the same over `kill` and `start`.
        key, secret: made up if not given; the secret needs 32 characters.
        empty_timeout: seconds after which LiveKit closes an empty room that does not say so itself.
        redis: redis://:password@host:port of a Redis server: its rooms, and those inside, stay listed when it has died.
    """

    def __init__(
        self,
        *,
        directory: Path,
        webhook_url: str | None = None,
        port: int | None = None,
        key: str = "devkey",
        secret: str | None = None,
        empty_timeout: int = 300,
        redis: str = "",
    ) -> None:
        self.directory = directory
        self.webhook_url = webhook_url
        self.key = key
        self.secret = secret or random_secret()
        self.empty_timeout = empty_timeout
        self.redis = redis
        self.ports = LiveKitPorts.choose(port)
        # Once given, or once somebody has connected to it, the port must not change under them.
        self._port_is_fixed = port is not None
        self.child = self._make_child()

    @property
    def url(self) -> str:
        """What Django calls."""
        return f"http://{ports.LOOPBACK}:{self.ports.signal}"

    @property
    def ws_url(self) -> str:
        """What a browser or the rtc SDK dials."""
        return f"ws://{ports.LOOPBACK}:{self.ports.signal}"

    @property
    def running(self) -> bool:
        return self.child.running

    def healthy(self) -> bool:
        """Whether it says so itself: 200 on `/`. A running process is no proof, nor is its exit code."""
        try:
            with urllib.request.urlopen(self.url, timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def start(self) -> None:
        """Start it (again), on the same signalling port, and return when it is ready.

        Raises:
            Problem: it ended at once (a bad configuration ends it with exit code 0) or never became ready.
        """
        if self.running:
            return
        start_somewhere(
            self._begin,
            self.healthy,
            within=READY_SECONDS,
            taken="address already in use",
            move=self._move,
        )
        self._port_is_fixed = True

    def kill(self) -> None:
        """As a crash: no webhook is sent, clients notice by themselves. `start` brings it back, without Redis empty."""
        self.child.kill()

    def stop(self, *, within: float = 5.0) -> None:
        """End it, whoever is inside: it waits for people at the first SIGTERM, at the second no more."""
        self.child.stop(within=within, again_after=0.5)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _begin(self) -> Child:
        self._write_config()
        self.child.start()
        return self.child

    def _move(self) -> None:
        self.ports = LiveKitPorts.choose(self.ports.signal if self._port_is_fixed else None)

    def _make_child(self) -> Child:
        return Child(
            "LiveKit",
            [livekit_binary.find_or_build().path, "--config", self.directory / "livekit.yaml"],
            log=self.directory / "log" / "livekit.log",
            # LIVEKIT_KEYS, LIVEKIT_CONFIG and the like in our environment would override the file.
            environment={
                name: value for name, value in os.environ.items() if not name.startswith("LIVEKIT_")
            },
        )

    def _write_config(self) -> None:
        livekit_config.write(
            self.directory / "livekit.yaml",
            at=self.ports,
            key=self.key,
            secret=self.secret,
            webhook_urls=[self.webhook_url] if self.webhook_url else [],
            empty_timeout=self.empty_timeout,
            redis=self.redis,
        )
