"""How many streams this process holds, and for whom."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

#: A browser holds one for all its tabs; more than this are forgotten scripts.
STREAMS_A_USER = 10

#: Each costs a sleeping thread of Django's; beyond it people are told to poll.
STREAMS_A_PROCESS = 2_000

_open: Counter[str] = Counter()


@contextmanager
def counted(user_ref: str) -> Iterator[None]:
    """This listener's stream is open."""
    _open[user_ref] += 1
    try:
        yield
    finally:
        _open[user_ref] -= 1
        if not _open[user_ref]:
            del _open[user_ref]


def count_streams() -> int:
    return _open.total()


def process_is_full() -> bool:
    return count_streams() >= STREAMS_A_PROCESS


def has_too_many(user_ref: str) -> bool:
    return _open[user_ref] >= STREAMS_A_USER
