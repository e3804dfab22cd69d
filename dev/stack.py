"""The whole product, running: LiveKit, Django and the worker, on one folder. `make run` is one of these.

With `recording=True` a Redis and a recorder belong to it as well.

So is what the browser tests talk to, with times that a test can wait for:

    @pytest.fixture(scope="session")
    def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
        with Stack(directory=tmp_path_factory.mktemp("stack"), extra={"ROOMS_EMPTY_TIMEOUT": "3"}) as running:
            yield running

    def test_people_come_back_after_a_crash(stack: Stack) -> None:
        booking = next(s for s in stack.demo["subjects"] if s["state"] == "now")
        page.goto(f"{stack.url}/room/booking/{booking['id']}/lobby")
        stack.livekit.kill()
        stack.livekit.start()
        stack.manage("rooms_reconcile")
        stack.refresh_demo()

The built UI must be there (`make build-ui`); entering the context migrates, makes demo data, starts
everything on free ports and returns when `/healthz` answers 200. Leaving it ends everything.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dev import json_answer, paths, ports, static_files
from dev.child import Child
from dev.environment import LiveKitAccess, product_environment
from dev.failure import Problem
from dev.livekit import LiveKitServer
from dev.local_secrets import LocalSecrets
from dev.manage import manage
from dev.recorder import Recorder
from dev.recording import Recording
from dev.supervisor import demand_running, stop_together

READY_SECONDS = 120.0
# Together with the recorder's three they leave room below the ten seconds that a person (or a service manager) waits.
STOP_LIVEKIT_SECONDS = 2.5
STOP_SERVERS_SECONDS = 4.0
# A page that listens to events keeps its connection open for ever.
WEB_PATIENCE_SECONDS = 1
# uvicorn replaces a process that does not answer for so long; browsers beside it may keep the machine busy.
HANGS_SECONDS = 30


class Stack:
    """One LiveKit server, one Django server (of one or more processes) and one worker that belong together.

    Args:
        directory: everything of it goes here: database, secrets, logs (`log/*.log`).
        extra: environment for Django, the worker and `manage.py`, such as ROOMS_EMPTY_TIMEOUT.
        web_port, livekit_port: free ones if not given.
        external_livekit: use this server and start none.
        database_url: an empty database of PostgreSQL; without it SQLite's file in `directory`.
        processes: of the web server, on one port.
        recording: whether it has a recorder, a Redis for it, and a folder for what is recorded (`recordings/`).
        recorder_extra: more of the recorder's environment.
    """

    def __init__(
        self,
        *,
        directory: Path,
        extra: Mapping[str, str] | None = None,
        web_port: int | None = None,
        livekit_port: int | None = None,
        external_livekit: LiveKitAccess | None = None,
        database_url: str = "",
        processes: int = 1,
        recording: bool = False,
        recorder_extra: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.processes = processes
        self.web_port = web_port or ports.choose()
        self.demo: dict[str, Any] = {}
        secrets = LocalSecrets.keep_in(directory / "secrets.json")
        self._livekit = None
        if external_livekit is None:
            self._livekit = LiveKitServer(
                directory=directory,
                webhook_url=f"{self.url}/api/webhooks/livekit/",
                port=livekit_port,
                key=secrets.livekit_api_key,
                secret=secrets.livekit_api_secret,
            )
            access = LiveKitAccess(self._livekit.url, self._livekit.key, self._livekit.secret)
        else:
            access = external_livekit
        self._recording = None
        if recording:
            self._recording = Recording(
                directory=directory, livekit=self.livekit, web_url=self.url, extra=recorder_extra
            )
        self.environment = product_environment(
            directory=directory,
            static_root=static_files.collect(),
            secrets=secrets,
            livekit=access,
            extra={"DATABASE_URL": database_url, **self.told_of_recording, **(extra or {})},
        )
        self.web = self.web_server("The web server", port=self.web_port, log="web")
        self.worker = self._child("The worker", "worker", paths.ROOT / "manage.py", "rooms_worker")

    @property
    def url(self) -> str:
        """The address of the web pages, without a slash at its end."""
        return f"http://{ports.LOOPBACK}:{self.web_port}"

    @property
    def livekit(self) -> LiveKitServer:
        """Our own LiveKit server. Raises Problem where an external one is used."""
        if self._livekit is None:
            raise Problem("This stack uses a LiveKit server that it did not start.")
        return self._livekit

    @property
    def recorder(self) -> Recorder:
        """Our recorder. Raises Problem where the stack was made without."""
        return self._records().recorder

    @property
    def told_of_recording(self) -> dict[str, str]:
        """What of its environment makes Django record; empty where it cannot."""
        return self._recording.environment if self._recording else {}

    @property
    def children(self) -> list[Child]:
        own = [self._livekit.child] if self._livekit else []
        recording = self._recording.children if self._recording else []
        return [*recording, *own, self.web, self.worker]

    def migrate(self) -> None:
        """Bring the database up to date. Nothing may be running."""
        self.manage("migrate", "--noinput", "--verbosity", "0")
        if self.environment["DATABASE_URL"]:
            self.manage("createcachetable")

    def start(self, *, with_demo: bool = False) -> None:
        """Start all of it and return when the product says that it is ready.

        Args:
            with_demo: refresh the demo meanwhile.

        Raises:
            Problem: one of them ended, or `/healthz` was not 200 in time; with the reason that it gave.
        """
        if self._recording:
            self._recording.start_redis()
        if self._livekit:
            self._livekit.start()
        self.start_recorder()
        self.web.start()
        self.worker.start()
        if with_demo:
            self.refresh_demo()
        self._wait_until_ready()

    def stop(self) -> None:
        """End everything within ten seconds, whoever is inside. What does not run is left alone.

        The recorder first: what it finishes now, LiveKit still reports. Then LiveKit: what it reports about people
        leaving still finds Django.
        """
        if self._recording:
            self._recording.recorder.stop()
        if self._livekit:
            self._livekit.stop(within=STOP_LIVEKIT_SECONDS)
        redis = [self._recording.redis.child] if self._recording else []
        stop_together([self.web, self.worker, *redis], within=STOP_SERVERS_SECONDS)

    def start_recorder(self) -> None:
        """Start the recorder (again), where there is one; LiveKit must run."""
        if self._recording:
            self._recording.start_recorder()

    def manage(self, *arguments: str) -> str:
        """Run one `manage.py` command in this stack's environment; what it printed on stdout.

        Raises:
            Problem: it failed; with the end of what it said on stderr.
        """
        return manage(arguments, self.environment)

    def refresh_demo(self) -> dict[str, Any]:
        """Make every subject of the demo new and unused around now. Returns what is there; so does `demo`."""
        self.demo = json.loads(self.manage("demo_data"))
        return self.demo

    def web_server(self, name: str, *, port: int, log: str, extra: Mapping[str, str] | None = None) -> Child:
        """Another web server beside `web`, with the same options; the caller starts and stops it.

        Args:
            log: its file, without folder and ending.
            extra: what its environment has beside that of the product.
        """
        return Child(
            name,
            [paths.VENV_PYTHON, "-m", "uvicorn", "estuary.asgi:application", *self._uvicorn_options(port)],
            log=self.directory / "log" / f"{log}.log",
            environment={**self.environment, **(extra or {})},
        )

    def health(self) -> tuple[int, dict[str, Any]]:
        """Status and content of `/healthz`; (0, {}) while nobody answers."""
        return json_answer.ask(f"{self.url}/healthz", within=3)

    def __enter__(self) -> Self:
        self.migrate()
        try:
            self.start(with_demo=True)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _records(self) -> Recording:
        if self._recording is None:
            raise Problem("This stack has no recorder.", "Make it with recording=True.")
        return self._recording

    def _child(self, name: str, log: str, *command: str | Path) -> Child:
        return Child(
            name,
            [paths.VENV_PYTHON, *command],
            log=self.directory / "log" / f"{log}.log",
            environment=self.environment,
        )

    def _uvicorn_options(self, port: int) -> list[str]:
        several = ["--workers", str(self.processes), "--timeout-worker-healthcheck", str(HANGS_SECONDS)]
        return [
            *(several if self.processes > 1 else []),
            *("--host", ports.LOOPBACK, "--port", str(port)),
            *("--timeout-graceful-shutdown", str(WEB_PATIENCE_SECONDS)),
            *("--ws", "none", "--lifespan", "off", "--no-server-header", "--log-level", "info"),
            # It would keep what operators search for: e-mail addresses.
            "--no-access-log",
        ]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            demand_running(self.children)
            status, health = self.health()
            # Where a recorder is away, Django serves all the same; whoever asked for one wants to wait for it.
            if status == 200 and health.get("recorder", "ok") == "ok":
                return
            if time.monotonic() > deadline:
                wrong = ", ".join(f"{part}: {why}" for part, why in health.items() if why not in ("ok", 0))
                raise Problem(
                    f"Not ready after {READY_SECONDS:.0f} s ({wrong or 'the web server does not answer'}).",
                    f"The logs are in {self.directory / 'log'}.",
                    self.web.last_lines(),
                )
            time.sleep(0.1)
