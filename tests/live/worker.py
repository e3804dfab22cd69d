"""The worker, in a thread beside the test, as `manage.py rooms_worker` runs it beside the site."""

import threading
from types import TracebackType
from typing import Self

from django.db import connections

from rooms.worker import Schedule, tick


class Worker:
    """Ticks until the end of the `with` block."""

    PAUSE_SECONDS = 0.1

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rooms_worker")

    def _run(self) -> None:
        schedule: Schedule | None = None
        try:
            while not self._stop.is_set():
                schedule = tick(schedule)
                self._stop.wait(self.PAUSE_SECONDS)
        finally:
            connections.close_all()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
