"""One look a second for everybody who listens in this process, and none while nobody does.

Processes do not talk to each other: each looks for itself, so there is nothing to run beside the database. All of it
belongs to one event loop; the queries run in one thread, which holds a connection only while it looks.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TypeVar
from weakref import WeakKeyDictionary

from django.db import InterfaceError, OperationalError, close_old_connections

from rooms.live import reading
from rooms.live.reading import Place, Seen, State

logger = logging.getLogger("rooms.live")

SECONDS_BETWEEN_LOOKS = 1.0

#: However long a look took, the database has this long without us.
SHORTEST_PAUSE_SECONDS = 0.1

Answer = TypeVar("Answer")

_looking = ThreadPoolExecutor(1, thread_name_prefix="rooms-live-look")


class Subscription:
    """What one listener waits for. Holds the newest state of each place only, however slowly it is read.

    Args:
        places: each with whether names are wanted.
    """

    def __init__(self, places: Mapping[Place, bool]) -> None:
        self.places = dict(places)
        self.is_over = False
        self._news: dict[Place, State] = {}
        self._woken = asyncio.Event()

    def offer(self, place: Place, state: State) -> None:
        self._news[place] = state
        self._woken.set()

    def end(self) -> None:
        """Nobody will offer anything any more."""
        self.is_over = True
        self._woken.set()

    async def wait(self, seconds: float) -> dict[Place, State]:
        """The news, as soon as there are any; empty after that many seconds without."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return {}
        self._woken.clear()
        news, self._news = self._news, {}
        return news


class Looker:
    """Looks while there are subscriptions."""

    def __init__(self) -> None:
        self._listeners: dict[Place, set[Subscription]] = defaultdict(set)
        self._seen: dict[Place, Seen] = {}
        self._task: asyncio.Task[None] | None = None
        self._is_blind = False

    def subscribe(self, subscription: Subscription) -> None:
        for place in subscription.places:
            self._listeners[place].add(subscription)
            # What the listener knows may be older or newer than our last look: the next one tells it in any case.
            self._seen.pop(place, None)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._look_for_ever())

    def unsubscribe(self, subscription: Subscription) -> None:
        for place in subscription.places:
            listeners = self._listeners.get(place, set())
            listeners.discard(subscription)
            if not listeners:
                self._listeners.pop(place, None)
                self._seen.pop(place, None)
        if not self._listeners and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _look_for_ever(self) -> None:
        try:
            while True:
                began = monotonic()
                await self._look()
                took = monotonic() - began
                await asyncio.sleep(max(SECONDS_BETWEEN_LOOKS - took, SHORTEST_PAUSE_SECONDS))
        except Exception:
            # A bug of ours: who listens is sent away, and starts anew.
            logger.exception("the look at who is inside failed")
            self._task = None
            for subscription in {found for listeners in self._listeners.values() for found in listeners}:
                subscription.end()

    async def _look(self) -> None:
        names = {
            place: any(listener.places[place] for listener in listeners)
            for place, listeners in self._listeners.items()
        }
        try:
            changed = await in_thread(_looking, lambda: _read_changes(names, dict(self._seen)))
        except (OperationalError, InterfaceError) as error:
            if not self._is_blind:
                logger.warning("the database does not say who is inside: %s", type(error).__name__)
            self._is_blind = True
            return
        self._is_blind = False
        for place, state in changed.items():
            listeners = self._listeners.get(place)
            if listeners is None:
                continue
            self._seen[place] = state.seen
            for listener in listeners:
                listener.offer(place, state)


def _read_changes(names: Mapping[Place, bool], before: Mapping[Place, Seen]) -> dict[Place, State]:
    changed = {place: seen for place, seen in reading.read_seen(names).items() if before.get(place) != seen}
    return reading.fill(changed, names)


async def in_thread(pool: ThreadPoolExecutor, work: Callable[[], Answer]) -> Answer:
    """Run something that asks the database, in a thread that gives its connection back afterwards."""

    def run() -> Answer:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(pool, run)


_lookers: "WeakKeyDictionary[asyncio.AbstractEventLoop, Looker]" = WeakKeyDictionary()


def get_looker() -> Looker:
    """The one of this process (of this event loop)."""
    return _lookers.setdefault(asyncio.get_running_loop(), Looker())
