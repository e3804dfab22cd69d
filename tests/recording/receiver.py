"""A real server that takes RTMP streams (nginx with its RTMP module), as YouTube would, and keeps what it was sent.

with Receiver(folder) as receiver:
    target = receiver.address, "a-stream-key"
    ...
    movie = Movie(receiver.received("a-stream-key"))
"""

import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from dev import ports, recording_programs
from dev.child import Child
from dev.readiness import wait_until_ready

PATIENCE_SECONDS = 20.0

CONFIGURATION = """load_module {module};
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log notice;
events {{}}
rtmp {{ server {{ listen {host}:{port}; application live {{ live on; record all; record_path {folder}/files; }} }} }}
"""


class Receiver:
    """On a port of this machine; what it receives are files in the folder, and outlive it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = ports.choose()
        (folder / "files").mkdir(parents=True, exist_ok=True)
        configuration = folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                module=recording_programs.RTMP_MODULE, folder=folder, host=ports.LOOPBACK, port=self.port
            )
        )
        program = recording_programs.find_or_install(receiver=True).others["nginx"]
        errors = ["-e", str(folder / "error.log")]
        self._child = Child(
            "the receiver of streams",
            [program, "-p", folder, "-c", configuration, *errors],
            log=folder / "nginx.log",
            environment={"PATH": os.environ["PATH"]},
        )

    @property
    def address(self) -> str:
        """Of the server, without a key."""
        return f"rtmp://{ports.LOOPBACK}:{self.port}/live"

    def received(self, key: str) -> Path:
        """The file with what came for a key; it grows while the stream goes on."""
        return self.folder / "files" / f"{key}.flv"

    def start(self) -> None:
        self._child.start()
        wait_until_ready(self._child, self._answers, within=PATIENCE_SECONDS)

    def kill(self) -> None:
        """Gone without a word, as when the line is cut."""
        self._child.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def _answers(self) -> bool:
        try:
            with socket.create_connection((ports.LOOPBACK, self.port), timeout=1):
                return True
        except OSError:
            return False
