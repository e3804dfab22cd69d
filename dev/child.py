"""One process that we start, watch and end."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from dev import leash, paths

# A log that has grown beyond this is put aside at the next start; the one put aside before it goes.
LOG_BYTES = 10_000_000
# Of terminals: colours, and links (to its rule, say).
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)")


class Child:
    """A program with a log file, in a session of its own, on a leash: it never outlives us (see `dev.leash`).

    Args:
        name: how people and log files call it.
        command: program and arguments.
        log: file that its output is appended to, readable for its owner only; None: it writes where we do.
        environment: the whole environment, not an addition to ours.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path | None,
        environment: Mapping[str, str],
        directory: Path = paths.ROOT,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.environment = dict(environment)
        self.directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: int | None = None
        self._log_start = 0

    def start(self) -> None:
        """Start it. A child that runs already is left alone."""
        if self.running:
            return
        self.forget()
        reading, self._lifeline = os.pipe()
        try:
            with self._open_log() as output:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", leash.__file__, str(reading), *self.command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT if self.log else None,
                    env=self.environment,
                    cwd=self.directory,
                    pass_fds=(reading,),
                    start_new_session=True,
                )
        finally:
            os.close(reading)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """None while it runs or before it was started; negative: the signal that ended it."""
        return None if self._process is None else self._process.poll()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the program and all that it started."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(leash.KILL if number == signal.SIGKILL else number)

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, at most that long. Says whether it has."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End it at once, as a crash would (SIGKILL to the whole group)."""
        self.send(signal.SIGKILL)
        if not self.wait(2) and self._process is not None:
            # The leash does not answer either (stopped, say): without it the kernel ends the rest.
            self._process.kill()
            self._process.wait()
        self.forget()

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting for what it does."""
        self.send(signal.SIGTERM)

    def stop(self, *, within: float, again_after: float | None = None) -> None:
        """Ask it to end (SIGTERM), and end it when it has not after `within` seconds.

        Args:
            again_after: seconds after which to ask a second time: LiveKit waits for the people inside at the
                first SIGTERM and puts them out at the second.
        """
        deadline = time.monotonic() + within
        self.ask_to_stop()
        if again_after is not None and not self.wait(again_after):
            self.ask_to_stop()
        if not self.wait(deadline - time.monotonic()):
            self.kill()
        self.forget()

    def output(self) -> str:
        """What it has written to its log since it was last started."""
        if self.log is None or not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def last_lines(self, count: int = 20) -> str:
        """The end of its output as plain text: Biome, for one, colours what it writes into a file too."""
        return "\n".join(ESCAPES.sub("", self.output()).rstrip().splitlines()[-count:])

    @contextlib.contextmanager
    def _open_log(self) -> Iterator[IO[bytes] | None]:
        if self.log is None:
            yield None
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_name(f"{self.log.name}.old"))
        with open(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
            self._log_start = log.tell()
            yield log

    def forget(self) -> None:
        """Close our end of its leash. One that still runs is killed by that."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
