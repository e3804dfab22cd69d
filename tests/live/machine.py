"""A person whose machine may crash: the client in a process of its own.

Run as a program (`python -m tests.live.machine URL`, token on stdin) it joins, prints its SID and stays.
"""

import subprocess
import sys
from types import TracebackType
from typing import Self

from tests.live.caller import Caller, Line


class Machine:
    """A computer with one client on it; use it as a context manager."""

    def __init__(self, url: str, token: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.machine", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{token}\n")
        self._process.stdin.flush()
        self.sid = self._process.stdout.readline().strip()
        if not self.sid.startswith("PA_"):
            self.crash()
            raise RuntimeError("The client did not join.")

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
        sid = Caller(line).join(sys.argv[1], sys.stdin.readline().strip()).sid
        sys.stdout.write(f"{sid}\n")
        sys.stdout.flush()
        sys.stdin.read()  # until the parent is gone, too


if __name__ == "__main__":
    main()
