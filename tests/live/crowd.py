"""Many clients at once, in one process: an audience."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from tests.live.caller import Caller

#: More at a time would only wait for each other on two cores.
AT_ONCE = 10


def join_together(tickets: Iterable[tuple[Caller, str, str]]) -> list[Caller]:
    """Everybody joins with the address and the token that they were given."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda ticket: ticket[0].join(ticket[1], ticket[2]), tickets))


def leave_together(callers: Iterable[Caller]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(Caller.leave, callers))
