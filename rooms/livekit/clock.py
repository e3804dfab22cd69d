"""LiveKit's clock minus ours, from the `Date` header of its answers.

The header has whole seconds, and the answer was made between our asking and its arrival; so each answer leaves a window
of a second and more, and several together a narrower one.
"""

import threading
import time
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

#: Answers that are looked at together, and for how long (seconds).
ANSWERS, WORTH = 40, 300.0

#: Narrower windows say no more: one answer's way is about as long.
LONGEST_WAY = 2.0


class ClockDifference:
    """What the latest answers say about LiveKit's clock. Safe to use from several threads."""

    def __init__(self) -> None:
        self._windows: deque[tuple[float, float, float]] = deque(maxlen=ANSWERS)
        self._lock = threading.Lock()

    def add(self, date: datetime, *, asked_at: float, answered_at: float) -> None:
        """Take one answer into account.

        Args:
            date: its `Date` header: LiveKit's clock when it answered, rounded down to the second.
            asked_at, answered_at: our clock, seconds since 1970.
        """
        if answered_at - asked_at > LONGEST_WAY:
            return
        second = date.timestamp()
        with self._lock:
            self._windows.append((second - answered_at, second + 1 - asked_at, answered_at))

    def seconds(self, *, now: float | None = None) -> float | None:
        """The middle of what the answers leave open; None without any."""
        oldest = (time.time() if now is None else now) - WORTH
        with self._lock:
            windows = [(low, high) for low, high, at in reversed(self._windows) if at >= oldest]
        if not windows:
            return None
        lowest, highest = windows[0]
        for low, high in windows[1:]:
            if max(lowest, low) > min(highest, high):
                break  # a clock was set: what is older tells of another difference
            lowest, highest = max(lowest, low), min(highest, high)
        return (lowest + highest) / 2

    def forget(self) -> None:
        with self._lock:
            self._windows.clear()


difference = ClockDifference()


def trace() -> aiohttp.TraceConfig:
    """What a session needs to let us hear of each answer."""
    config = aiohttp.TraceConfig()
    config.on_request_start.append(_asked)
    config.on_request_end.append(_answered)
    return config


async def _asked(
    _: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams
) -> None:
    context.asked_at = time.time()


async def _answered(
    _: aiohttp.ClientSession, context: SimpleNamespace, answer: aiohttp.TraceRequestEndParams
) -> None:
    try:
        date = parsedate_to_datetime(answer.response.headers["Date"])
    except (KeyError, ValueError):
        return
    difference.add(
        date if date.tzinfo else date.replace(tzinfo=UTC), asked_at=context.asked_at, answered_at=time.time()
    )
