"""What the person at the keyboard sees: calm lines, one for each step, with the time it took."""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TextIO

# Between two signs of life of a long step where no terminal can redraw a line (CI, a pipe).
QUIET_SECONDS = 15.0


class Console:
    """Writes to one stream, which can be changed: `make demo-data` needs stdout for its JSON alone."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    @property
    def stream(self) -> TextIO:
        return self._stream or sys.stdout

    def use(self, stream: TextIO) -> None:
        self._stream = stream

    def say(self, text: str = "") -> None:
        print(text, file=self.stream, flush=True)

    @contextlib.contextmanager
    def step(self, what: str, progress: Callable[[], str] = lambda: "") -> Iterator[None]:
        """Announce something that takes a while; show that it still goes on; say how long it took.

        Args:
            progress: asked now and then for a few words about how far it is ("412 packages").
        """
        started = time.monotonic()
        ended = threading.Event()
        ticker = threading.Thread(target=self._tick, args=(what, started, ended, progress), daemon=True)
        if self.stream.isatty():
            print(f"  … {what}", end="", file=self.stream, flush=True)
        else:
            self.say(f"  … {what}")
        ticker.start()
        outcome = "failed"
        try:
            yield
            outcome = "done"
        finally:
            ended.set()
            ticker.join()
            mark = "✓" if outcome == "done" else "✗"
            line = f"  {mark} {what}  ({time.monotonic() - started:.1f} s)"
            self.say(f"\r\x1b[2K{line}" if self.stream.isatty() else line)

    def _tick(self, what: str, started: float, ended: threading.Event, progress: Callable[[], str]) -> None:
        terminal = self.stream.isatty()
        while not ended.wait(0.5 if terminal else QUIET_SECONDS):
            seconds = time.monotonic() - started
            if terminal and seconds < 2:
                continue
            words = ", ".join(part for part in (f"{seconds:.0f} s", progress()) if part)
            if terminal:
                print(f"\r\x1b[2K  … {what}  ({words})", end="", file=self.stream, flush=True)
            else:
                self.say(f"  … {what}: {words}")


console = Console()
