"""Programs that run beside the steps of `make test`. What each says is kept, and shown when it is its turn."""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from pathlib import Path
from types import TracebackType
from typing import Self

from dev import paths
from dev.child import Child
from dev.console import console
from dev.failure import Problem

#: By `nice`: where both want the machine, the steps here get a third of what runs beside them. More would starve them
#: where others use the machine, too.
BEHIND = 5


class Beside:
    """Runs one program after the other, while other things happen here.

        with Beside() as beside:
            calls = beside.start("calls", ["pytest", "tests/live"], environment, within=600)
            …
            calls()

    `calls()` shows what it has said so far, then what it says until it ends; it raises a Problem if it failed.
    Leaving the context ends what still runs, and starts nothing more.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._stopping = threading.Event()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        *,
        within: float,
    ) -> Callable[[], None]:
        """Run a program as soon as those before it have ended.

        Args:
            name: how people call it; its words are kept in a file of this name.
            within: seconds after which it is taken to hang, and ended.
        """
        log = paths.CACHE / "log" / f"{name.replace(' ', '-').replace(',', '')}.log"
        log.unlink(missing_ok=True)
        child = Child(name, command, log=log, environment=environment)
        run = self._thread.submit(self._run, child, within)
        return lambda: _show(child, run)

    def _run(self, child: Child, within: float) -> None:
        deadline = time.monotonic() + within
        if self._stopping.is_set():
            return
        child.start()
        try:
            while not child.wait(0.5):
                if time.monotonic() > deadline:
                    raise Problem(f"{child.name} did not end within {within:.0f} s.")
                if self._stopping.is_set():
                    return
        finally:
            child.stop(within=5)
        if child.exit_code != 0:
            raise Problem(f"{child.name} failed (exit code {child.exit_code}).")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.shutdown()


def step_back() -> None:
    """Let what runs beside us go first from now on: calls and browsers must keep time, checks need not.

    What we start inherits it (`dev.leash`), what runs already does not.
    """
    os.nice(BEHIND)


def _show(child: Child, run: "Future[None]") -> None:
    console.say(f"  … {child.name}\n")
    shown = 0
    ended = False
    while not ended:
        ended = run.done()
        said = child.output()
        if not ended:
            said = said[: said.rfind("\n") + 1]
        console.stream.write(said[shown:])
        console.stream.flush()
        shown = len(said)
        if not ended:
            wait_for([run], timeout=0.5)
    run.result()
