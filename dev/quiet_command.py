"""A program that runs to its end (uv, npm, go, ruff): quiet while it works, its own words when it fails."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dev import paths
from dev.child import Child
from dev.console import console
from dev.failure import Problem


class QuietCommand:
    """Runs a program with its output in .cache/log/NAME.log.

    It runs on a leash like every child: when we are interrupted, it ends with us.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        directory: Path = paths.ROOT,
    ) -> None:
        log = paths.CACHE / "log" / f"{name}.log"
        log.unlink(missing_ok=True)
        self._child = Child(
            name,
            command,
            log=log,
            environment=os.environ if environment is None else environment,
            directory=directory,
        )

    def run(
        self,
        what: str,
        *,
        failed: str,
        next_step: str = "",
        progress: Callable[[], str] = lambda: "",
        lines_when_failed: int = 40,
        within: float = 1800.0,
    ) -> str:
        """Run it, showing `what` it does and how long that takes. Returns what it printed.

        Args:
            within: seconds after which it is taken to hang, and ended.

        Raises:
            Problem: with `failed`, `next_step` and its last lines, when its exit code is not 0.
        """
        deadline = time.monotonic() + within
        with console.step(what, progress):
            self._child.start()
            try:
                while not self._child.wait(1.0):
                    if time.monotonic() > deadline:
                        raise Problem(f"{failed} It did not end within {within:.0f} s.", next_step)
            finally:
                self._child.kill()
            if self._child.exit_code != 0:
                raise Problem(failed, next_step, self._child.last_lines(lines_when_failed))
        return self._child.output()

    def lines_written(self) -> int:
        return self._child.output().count("\n")
