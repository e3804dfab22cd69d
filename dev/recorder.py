"""One recorder: our own worker behind LiveKit's Egress API, which takes its orders from the Redis that both share.

with Recorder(directory=tmp_path, livekit=livekit, page_url=f"{stack.url}/record/") as recorder:
    recorder.start(redis.url)
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dev import json_answer, ports, recorder_binary, recording_programs
from dev.child import Child
from dev.environment import without_ours
from dev.livekit import LiveKitServer
from dev.readiness import start_somewhere

READY_SECONDS = 30.0
#: On SIGTERM it finishes what it records, which takes a second or two; the next start salvages what it did not.
STOP_SECONDS = 3.0


class Recorder:
    """The worker, on loopback. `start` and `stop` it.

    Args:
        directory: its log (`log/recorder.log`), its work (`recorder/`) and what it made (`recordings/`) go here.
        livekit: the server whose rooms it records; its page dials it, with tokens by its keys.
        page_url: the recording page, up to the question mark, where a request names none.
        extra: more of its environment (RECORDER_MAX_JOBS, say); it has the last word.
    """

    def __init__(
        self,
        *,
        directory: Path,
        livekit: LiveKitServer,
        page_url: str,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.livekit = livekit
        self.page_url = page_url
        self.extra = dict(extra or {})
        self.port = ports.choose()
        self._redis = ""
        self._program = recorder_binary.find_or_build()
        self._programs = recording_programs.find_or_install()
        self.child = self._make_child()

    @property
    def output(self) -> Path:
        """Where the files are that it has finished."""
        return self.directory / "recordings"

    @property
    def work(self) -> Path:
        """Where a job keeps what is not finished."""
        return self.directory / "recorder"

    @property
    def health_url(self) -> str:
        return f"http://{ports.LOOPBACK}:{self.port}/healthz"

    def health(self) -> tuple[int, dict[str, Any]]:
        """What it says of itself: status and content; (0, {}) while nobody answers."""
        return json_answer.ask(self.health_url, within=2)

    def healthy(self) -> bool:
        """Whether it takes orders."""
        return self.health()[0] == 200

    def start(self, redis: str) -> None:
        """Start it (again) and return when it takes orders.

        Args:
            redis: redis://:password@host:port of the one through which LiveKit calls it.

        Raises:
            Problem: it ended at once or never became ready; with what it said.
        """
        if self.child.running:
            return
        if redis != self._redis:
            self._redis = redis
            self.child = self._make_child()
        for folder in (self.output, self.work):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Django was told this port: it cannot move.
        start_somewhere(self._begin, self.healthy, within=READY_SECONDS, taken="", move=None)

    def kill(self) -> None:
        """As a crash: what it records breaks off, and LiveKit is told nothing."""
        self.child.kill()

    def stop(self, *, within: float = STOP_SECONDS) -> None:
        """End it; it finishes what it records, if that does not take longer than `within` seconds."""
        self.child.stop(within=within)

    def _begin(self) -> Child:
        self.child.start()
        return self.child

    def _make_child(self) -> Child:
        return Child(
            "The recorder",
            [self._program],
            log=self.directory / "log" / "recorder.log",
            environment={**without_ours(os.environ), **self._settings(), **self.extra},
        )

    def _settings(self) -> dict[str, str]:
        return {
            "RECORDER_REDIS": self._redis,
            "LIVEKIT_API_KEY": self.livekit.key,
            "LIVEKIT_API_SECRET": self.livekit.secret,
            "RECORDER_LIVEKIT_URL": self.livekit.ws_url,
            "RECORDER_PAGE_URL": self.page_url,
            "RECORDER_OUTPUT_DIR": str(self.output),
            "RECORDER_WORK_DIR": str(self.work),
            "RECORDER_HTTP": f"{ports.LOOPBACK}:{self.port}",
            "RECORDER_CHROMIUM": self._programs.browser,
            "RECORDER_FFMPEG": str(self._programs.others["ffmpeg"]),
            # This machine has much else to do, and nobody else who would record: refuse nothing for want of a core.
            "RECORDER_CPU_PER_JOB": "0",
            "RECORDER_MAX_JOBS": "2",
            # Whoever stops the product stops the recordings: they are finished, not gone on with.
            "RECORDER_DRAIN_LIMIT": "0s",
        }
