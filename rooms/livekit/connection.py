"""One HTTP session to LiveKit for the whole process, in a thread of its own.

The SDK is asynchronous and a session belongs to its event loop, while Django's code is synchronous and, under
ASGI, runs on a fresh thread for each request. So one thread keeps a loop and a session, and callers wait for
it."""

import asyncio
import atexit
import logging
import os
import selectors
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import aiohttp
from google.protobuf.message import DecodeError
from livekit import api

from rooms.conf import conf
from rooms.exceptions import LiveKitNotFound, LiveKitUnavailable, Misconfigured
from rooms.livekit import clock

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Request = Callable[[api.LiveKitAPI], Awaitable[Answer]]

#: A kept connection that the server has closed meanwhile. Every call that is safe to repeat is sent once more.
_STALE = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)

_limit: ContextVar[float | None] = ContextVar("rooms_livekit_time_limit", default=None)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Within this block no call may take longer, whatever it says itself, or is configured."""
    token = _limit.set(seconds)
    try:
        yield
    finally:
        _limit.reset(token)


def call(
    name: str,
    request: Request[Answer],
    timeout: float | None,
    *,
    is_repeatable: bool = True,
    hidden: Collection[str] = (),
) -> Answer:
    """Run one request and wait for its answer.

    Args:
        name: of the call, for the log.
        request: from the SDK's client to what it should do; run in the connection's thread.
        timeout: seconds; None: as configured. In a `time_limit` that holds, where it is shorter.
        is_repeatable: sending it twice does what sending it once does.
        hidden: secrets in the request, which no error and no log may tell.

    Raises:
        LiveKitNotFound: LiveKit knows no such room or participant.
        LiveKitUnavailable: everything else that went wrong.
        Misconfigured: address, key or secret is missing.
    """
    url = conf.livekit_host
    if not url:
        raise Misconfigured("LIVEKIT_HOST is not set.")
    key, secret = conf.livekit_credentials
    limit = min((each for each in (timeout, _limit.get()) if each is not None), default=conf.livekit_timeout)
    connection = _connection()

    async def run() -> Answer:
        # The SDK passes `timeout=None` down with every call, which switches aiohttp's own limits off.
        async with asyncio.timeout(limit):
            client = api.LiveKitAPI(url, key, secret, session=connection.session)
            try:
                return await request(client)
            except aiohttp.ClientConnectorError:
                raise
            except _STALE:
                if not is_repeatable:
                    raise
                return await request(client)

    try:
        answer = asyncio.run_coroutine_threadsafe(run(), connection.loop).result()
    except api.ServerError as error:
        if error.status == 404:
            raise LiveKitNotFound from error
        said = _without(hidden, error.message)[:200]
        raise _unavailable(name, f"{error.status} {error.code} {said}".strip()) from error
    except TimeoutError as error:
        raise _unavailable(name, f"no answer within {limit:g} s") from error
    except (aiohttp.ClientError, OSError) as error:
        raise _unavailable(name, f"{type(error).__name__}: {error}") from error
    except (DecodeError, AttributeError) as error:
        # The latter is how the SDK takes an error whose body is JSON, but no object: a proxy's, say.
        raise _unavailable(name, "the answer is not LiveKit's; is LIVEKIT_HOST right?") from error
    _note_well()
    return answer


def _without(hidden: Collection[str], words: str) -> str:
    for secret in hidden:
        words = words.replace(secret, "…")
    return words


#: What was wrong at the last call. A dead LiveKit fails every call for minutes: one line when that begins, one when
#: it is over.
_ailment = ""


def _unavailable(name: str, reason: str) -> LiveKitUnavailable:
    global _ailment
    logger.log(
        logging.DEBUG if reason == _ailment else logging.WARNING, "LiveKit: %s failed: %s", name, reason
    )
    _ailment = reason
    return LiveKitUnavailable(reason=f"{name}: {reason}")


def _note_well() -> None:
    global _ailment
    if _ailment:
        logger.info("LiveKit answers again")
        _ailment = ""


class _Connection:
    """The thread, its loop and its session."""

    def __init__(self) -> None:
        self.selector = selectors.DefaultSelector()
        self.loop = asyncio.SelectorEventLoop(self.selector)
        self.thread = threading.Thread(target=self.loop.run_forever, name="rooms-livekit", daemon=True)
        self.thread.start()
        self.session = asyncio.run_coroutine_threadsafe(self._open(), self.loop).result()

    async def _open(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(trace_configs=[clock.trace()])

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self.session.close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


_lock = threading.Lock()
_current: _Connection | None = None
_of_parents: list[_Connection] = []


def _connection() -> _Connection:
    global _current
    with _lock:
        if _current is None:
            _current = _Connection()
        return _current


def close() -> None:
    """Close the session and end its thread; the next call makes new ones."""
    global _current
    with _lock:
        closing, _current = _current, None
    if closing is not None:
        closing.close()


def _forget_parents_connection() -> None:
    # A forked child has its parent's loop without the thread that runs it. The session must not be closed
    # here: the selector is shared with the parent, and taking sockets out of it would make the parent deaf.
    # So only our handle of the selector is closed, and the rest is kept from the garbage collector, which
    # would close it.
    global _lock, _current
    _lock = threading.Lock()
    if _current is not None:
        _current.selector.close()
        _of_parents.append(_current)
        _current = None


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parents_connection)
