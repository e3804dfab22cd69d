import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from rooms import livekit
from rooms.worker import Schedule, tick

logger = logging.getLogger("rooms.worker")


class Command(BaseCommand):
    help = "Does what must happen later: effects, closing, reconcile, sync. Run one or more; stop it with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Seconds between two looks (at most 1 is promised)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        schedule: Schedule | None = None
        failing = ""
        logger.info("worker started")
        while not stop.is_set():
            close_old_connections()
            try:
                schedule = tick(schedule, should_stop=stop.is_set)
            except (
                Exception
            ) as error:  # a database that is away takes the tick with it; the worker outlives that
                said = f"{type(error).__name__}: {error}"
                if said != failing:  # once, not every second
                    logger.exception("a tick failed; the next one follows")
                failing = said
            else:
                if failing:
                    logger.info("ticks work again")
                failing = ""
            stop.wait(options["interval"])
        livekit.close()
        logger.info("worker stopped")
