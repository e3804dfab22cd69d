"""One look a second for everybody who listens in this process, and none while nobody does.

Processes do not talk to each other: each looks for itself, so there is nothing to run beside the database. All of it
belongs to one event loop; the queries run in one thread, which holds a connection only while it looks.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
        known: how they stood when the listener was last told.
    """

    def __init__(self, places: Mapping[Place, bool], known: Mapping[Place, Seen]) -> None:
        self.places = dict(places)
        self.known = dict(known)
        self.is_over = False
        self._news: dict[Place, State] = {}
        self._woken = asyncio.Event()

    def offer(self, place: Place, state: State) -> None:
        self.known[place] = state.seen
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
        #: What they know may be older or newer than the last look: the next one compares it with theirs.
        self._newcomers: set[Subscription] = set()
        self._seen: dict[Place, Seen] = {}
        self._task: asyncio.Task[None] | None = None
        self._is_blind = False

    def subscribe(self, subscription: Subscription) -> None:
        for place in subscription.places:
            self._listeners[place].add(subscription)
        self._newcomers.add(subscription)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._look_for_ever())

    def unsubscribe(self, subscription: Subscription) -> None:
        self._newcomers.discard(subscription)
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
        newcomers, before = set(self._newcomers), dict(self._seen)
        doubted = _known_to(newcomers)
        try:
            look = await in_thread(_looking, lambda: _look_at(names, before, doubted))
        except (OperationalError, InterfaceError) as error:
            if not self._is_blind:
                logger.warning("the database does not say who is inside: %s", type(error).__name__)
            self._is_blind = True
            return
        self._is_blind = False
        self._newcomers -= newcomers
        for place, seen in look.seen.items():
            listeners = self._listeners.get(place)
            if listeners is None:
                continue
            is_news = self._seen.get(place, seen) != seen
            self._seen[place] = seen
            if place not in look.states:
                continue
            for listener in listeners - self._newcomers:
                # Whoever was there before knows what the last look saw; most of them sleep on.
                if is_news or (listener in newcomers and listener.known.get(place) != seen):
                    listener.offer(place, look.states[place])


@dataclass(frozen=True)
class _Look:
    """Attributes:
    states: of the places that changed, or that a newcomer knows otherwise.
    """

    seen: Mapping[Place, Seen]
    states: Mapping[Place, State]


def _known_to(newcomers: Iterable[Subscription]) -> dict[Place, set[Seen | None]]:
    known: dict[Place, set[Seen | None]] = defaultdict(set)
    for newcomer in newcomers:
        for place in newcomer.places:
            known[place].add(newcomer.known.get(place))
    return known


def _look_at(
    names: Mapping[Place, bool], before: Mapping[Place, Seen], doubted: Mapping[Place, set[Seen | None]]
) -> _Look:
    found = reading.read_seen(names)
    changed = {
        place: seen
        for place, seen in found.items()
        if before.get(place, seen) != seen or doubted.get(place, {seen}) != {seen}
    }
    return _Look(found, reading.fill(changed, names))


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
