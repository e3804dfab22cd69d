"""Server-sent events for one listener."""

import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from random import random
from time import monotonic

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connections
from django.utils import translation
from rest_framework.utils.encoders import JSONEncoder

from rooms.exceptions import RoomsError
from rooms.live.limits import counted
from rooms.live.looker import Subscription, get_looker, in_thread
from rooms.live.reading import Place, Seen, State
from rooms.live.rendering import render_denied, render_end, render_watched
from rooms.live.watching import Opening, Watch

#: A silent line is cut by proxies, most of them after a minute; and only who is written to is missed.
BEAT_SECONDS = 15.0

#: Whether this person may still watch it is asked again, at the latest after so long.
CHECK_SECONDS = 60.0

#: How long a browser waits before it comes back.
RETRY_MS = 2_000

_checking = ThreadPoolExecutor(2, thread_name_prefix="rooms-live-check")


async def stream(
    opening: Opening,
    *,
    user_ref: str,
    last_event_id: str,
    language: str,
    look_again: Callable[[], Opening],
) -> AsyncIterator[bytes]:
    """Everything that one listener is told, until they leave or may not listen any more.

    Args:
        opening: what they may watch, read a moment ago.
        last_event_id: of the stream that they had before: if nothing changed since, nothing is repeated.
        language: for the words of a refusal.
        look_again: asks for all of it anew, from who they are on; runs in a thread. Raises RoomsError where they may
            not listen at all.
    """
    # Django keeps the thread of this request, and with it what its connection holds, until the stream ends.
    await sync_to_async(connections.close_all)()
    listener = _Listener(opening, language)
    with counted(user_ref):
        yield f"retry: {RETRY_MS}\n\n".encode()
        yield listener.greet(opening.states, last_event_id)
        while True:
            async with aclosing(listener.listen(seconds_until_check())) as parts:
                async for part in parts:
                    yield part
            if listener.subscription.is_over:
                return
            try:
                opening = await in_thread(_checking, look_again)
            except (OperationalError, InterfaceError):
                continue  # nobody can know; it is asked again in a minute
            except RoomsError as refusal:
                yield listener.end(refusal.code)
                return
            yield listener.take(opening)
            if not opening.grants:
                yield listener.end(next(iter(opening.denied.values())))
                return


def seconds_until_check() -> float:
    """Another time for each: whoever came back in one moment, after a restart of ours, would wait in one line every
    minute, and hear nothing meanwhile."""
    return CHECK_SECONDS * (1 + random()) / 2  # noqa: S311


class _Listener:
    """What somebody may know, and what they were told of it."""

    def __init__(self, opening: Opening, language: str) -> None:
        self.grants = opening.grants
        self._denied = opening.denied
        self._language = language
        self._told: dict[Watch, tuple[Seen, bool]] = {}
        self._said = monotonic()
        self.subscription = self._subscription(opening)

    def _subscription(self, opening: Opening) -> Subscription:
        names: dict[Place, bool] = {}
        for grant in self.grants.values():
            names[grant.place] = names.get(grant.place, False) or grant.with_names
        return Subscription(names, {place: state.seen for place, state in opening.states.items()})

    async def listen(self, seconds: float) -> AsyncGenerator[bytes, None]:
        """News and heartbeats for some time."""
        with _subscribed(self.subscription):
            until = monotonic() + seconds
            while (left := until - monotonic()) > 0 and not self.subscription.is_over:
                beat_in = max(self._said + BEAT_SECONDS - monotonic(), 0)
                part = self.news(await self.subscription.wait(min(left, beat_in)))
                if not part and monotonic() >= self._said + BEAT_SECONDS:
                    part = b": beat\n\n"
                if part:
                    self._said = monotonic()
                    yield part

    def take(self, opening: Opening) -> bytes:
        """They may know other things than before: say what they lost, and what is new to them."""
        lost = {watch: code for watch, code in opening.denied.items() if watch in self.grants}
        self.grants = opening.grants
        self._denied = opening.denied
        for watch in lost:
            self._told.pop(watch, None)
        self.subscription = self._subscription(opening)
        return self._refusals(lost) + self.news(opening.states)

    def greet(self, states: Mapping[Place, State], last_event_id: str) -> bytes:
        """The first words: all that they asked for, unless they know it from a stream before."""
        news = self.news(states)
        if last_event_id == self._id():
            return b": nothing new\n\n"
        return self._refusals(self._denied) + news

    def news(self, states: Mapping[Place, State]) -> bytes:
        """Events of what they do not know yet; nothing where they do."""
        events = []
        for watch, grant in self.grants.items():
            state = states.get(grant.place)
            if state is None or self._told.get(watch) == (state.seen, grant.with_names):
                continue
            self._told[watch] = (state.seen, grant.with_names)
            events.append(_event("room", render_watched(watch, state, with_names=grant.with_names)))
        if not events:
            return b""
        # With the last one only: whoever loses the line in between gets all of them again.
        return b"".join(events).removesuffix(b"\n") + f"id: {self._id()}\n\n".encode()

    def end(self, code: str) -> bytes:
        with translation.override(self._language):
            return _event("end", render_end(code))

    def _refusals(self, denied: Mapping[Watch, str]) -> bytes:
        with translation.override(self._language):
            return b"".join(_event("denied", render_denied(watch, code)) for watch, code in denied.items())

    def _id(self) -> str:
        """Of everything they were told: the same for the same state, in whichever process."""
        known = sorted((str(watch), repr(told)) for watch, told in self._told.items())
        known += sorted((str(watch), code) for watch, code in self._denied.items())
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


@contextmanager
def _subscribed(subscription: Subscription) -> Iterator[None]:
    looker = get_looker()
    looker.subscribe(subscription)
    try:
        yield
    finally:
        looker.unsubscribe(subscription)


def _event(name: str, data: Mapping[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, cls=JSONEncoder, separators=(',', ':'))}\n\n".encode()
