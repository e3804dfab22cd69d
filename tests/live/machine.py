"""A person whose machine may crash: the client in a process of its own.

Run as a program (`python -m tests.live.machine`) it says that it is ready, reads an address and a token, joins,
prints its SID and stays.
"""

import subprocess
import sys
from types import TracebackType
from typing import Self

from tests.live.caller import Caller, Line


class Machine:
    """A computer with one client on it, switched on and ready; use it as a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.machine"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._expect("ready")

    def join(self, url: str, token: str) -> str:
        """Connect, and stay connected; returns the SID."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{url}\n{token}\n")
        self._process.stdin.flush()
        return self._expect("PA_")

    def _expect(self, beginning: str) -> str:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if not said.startswith(beginning):
            self.crash()
            raise RuntimeError(f"The client did not say {beginning}…, but {said!r}.")
        return said

    def crash(self) -> None:
        """Gone without a word to the server, as when the power fails."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.crash()


def main() -> None:
    with Line() as line:
        say("ready")
        url, token = (sys.stdin.readline().strip() for _ in range(2))
        say(Caller(line).join(url, token).sid)
        sys.stdin.read()  # until the parent is gone, too


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
