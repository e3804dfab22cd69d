"""The program in Go: built when it is first needed, told who comes, asked what arrived."""

import json
import os
import subprocess
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import Any, Self

from dev import paths

SOURCES = Path(__file__).parent
PROGRAM = paths.CACHE / "bin" / "viewers"


def build() -> Path:
    """The program; Go looks itself whether anything changed.

    Raises:
        subprocess.CalledProcessError: it cannot be built; why is on stderr.
    """
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
    subprocess.run(
        ["go", "build", "-mod=readonly", "-trimpath", "-o", str(PROGRAM), "."],
        cwd=SOURCES,
        env=environment,
        check=True,
    )
    return PROGRAM


class Audience:
    """Everybody who watches, in one process.

    Args:
        seconds: how long to count what arrives.
        log: what the SDK says.
    """

    def __init__(self, program: Path, *, seconds: int, log: Path) -> None:
        self._errors = log.open("wb")
        self._process = subprocess.Popen(
            [program, "-seconds", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._heard: Queue[str | None] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def admit(self, url: str, token: str, *, film: Path | None = None, sound: Path | None = None) -> None:
        """One more joins now; nobody waits for them.

        Args:
            film: shown as their camera (IVF of 30 pictures a second); who shows or plays something does not watch.
            sound: played as their microphone (Ogg with Opus).
        """
        shown = {"film": str(film or ""), "sound": str(sound or "")}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"url": url, "token": token, **shown}) + "\n")
        self._process.stdin.flush()

    def close_doors(self) -> None:
        """Nobody comes any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def hear(self, what: str, *, within: float) -> dict[str, Any]:
        """Wait until it says that.

        Args:
            within: seconds.

        Raises:
            RuntimeError: it ended without, or said nothing for so long; with the last that the SDK said.
        """
        deadline = monotonic() + within
        try:
            while (line := self._heard.get(timeout=max(deadline - monotonic(), 0))) is not None:
                # The SDK may write there, too.
                if line.startswith("{") and (told := json.loads(line)).get("said") == what:
                    found: dict[str, Any] = told
                    return found
        except Empty:
            raise RuntimeError(
                f"After {within:.0f} s the viewers have not {what}. {self._last_words()}"
            ) from None
        raise RuntimeError(f"The viewers ended before they had {what}. {self._last_words()}")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._heard.put(line)
        self._heard.put(None)

    def _last_words(self) -> str:
        lines = Path(self._errors.name).read_text(errors="replace").splitlines()
        return "\n".join(["Their last words:", *lines[-10:]]) if lines else "They said nothing."

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            if error is not None:
                self._process.kill()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._errors.close()
