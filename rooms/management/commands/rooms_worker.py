import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connections

from rooms import livekit
from rooms.worker import Schedule, run_slow, tick

logger = logging.getLogger("rooms.worker")

SLOW_ENDS_WITHIN = 3.0


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
        slow = threading.Thread(
            target=_run_slow, args=(stop, options["interval"]), name="rooms-slow", daemon=True
        )
        slow.start()
        schedule: Schedule | None = None
        failing = ""
        logger.info("worker started")
        while not stop.is_set():
            close_old_connections()
            try:
                schedule = tick(schedule, should_stop=stop.is_set, which="quick")
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
        # It may wait for LiveKit for half a minute; what it does is done again by whoever comes next.
        slow.join(SLOW_ENDS_WITHIN)
        livekit.close()
        logger.info("worker stopped")


def _run_slow(stop: threading.Event, interval: float) -> None:
    """What takes up to half a minute, beside the ticks."""
    failing = ""
    while not stop.is_set():
        close_old_connections()
        try:
            run_slow(should_stop=stop.is_set)
        except Exception as error:  # a database that is away; the ticks say so, too
            said = f"{type(error).__name__}: {error}"
            if said != failing:
                logger.exception("slow effects failed; they are tried again")
            failing = said
        else:
            failing = ""
        stop.wait(interval)
    connections.close_all()
