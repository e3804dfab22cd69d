"""Waiting for what the product does by itself, outside a page. Inside one, Playwright's `expect` waits."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

Found = TypeVar("Found")

#: Nothing takes this long when all is well; a loaded machine may.
PATIENCE_SECONDS = 20.0
#: The API is asked each time, and counts how often.
PAUSE_SECONDS = 0.15
#: A page has been told and lays itself out anew: as long as `expect` of Playwright waits.
LAYOUT_SECONDS = 5.0


def eventually(look: Callable[[], Found | None], *, what: str, within: float = PATIENCE_SECONDS) -> Found:
    """Look until there is something to see, and return it.

    Raises:
        TimeoutError: there never was; with `what`, and what was seen last.
    """
    deadline = monotonic() + within
    while not (found := look()):
        if monotonic() > deadline:
            raise TimeoutError(f"Waited {within:g} s, and still not so: {what}. Last seen: {found!r}")
        sleep(PAUSE_SECONDS)
    return found


def holds_soon(check: Callable[[], None], *, within: float = LAYOUT_SECONDS) -> None:
    """Like `expect`, for what Playwright has no word for: returns when `check` finds no fault.

    Raises:
        AssertionError: what `check` finds wrong is wrong to the end.
    """
    deadline = monotonic() + within
    while True:
        try:
            return check()
        except AssertionError:
            if monotonic() > deadline:
                raise
        sleep(PAUSE_SECONDS)
