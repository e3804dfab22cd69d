"""Waiting for a server that we have started to answer."""

import time
from collections.abc import Callable

from dev.child import Child
from dev.failure import Problem

# Somebody else may take a port between our choosing it and the server's binding it.
TRIES = 3


def wait_until_ready(child: Child, is_ready: Callable[[], bool], *, within: float) -> None:
    """Return when it is ready.

    Args:
        is_ready: asked twenty times a second.
        within: seconds.

    Raises:
        Problem: it ended, or was not ready in time; with what it said.
    """
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not child.running:
            raise _problem(child, "ended right after its start")
        if is_ready():
            return
        time.sleep(0.05)
    raise _problem(child, f"was not ready after {within:.0f} s")


def start_somewhere(
    begin: Callable[[], Child],
    is_ready: Callable[[], bool],
    *,
    within: float,
    taken: str,
    move: Callable[[], None] | None,
) -> None:
    """Start a server and return when it is ready, on another port where somebody took its own meanwhile.

    Args:
        begin: starts it on the port of now; called again after `move`.
        is_ready, within: as for `wait_until_ready`.
        taken: what it says where somebody has its port.
        move: chooses another one; None: it may have no other.

    Raises:
        Problem: it ended at once or never became ready; it is ended then.
    """
    for attempt in range(1, TRIES + 1):
        child = begin()
        try:
            wait_until_ready(child, is_ready, within=within)
        except Problem:
            child.kill()
            if attempt == TRIES or move is None or taken not in child.output():
                raise
            move()
        except BaseException:
            child.kill()
            raise
        else:
            return


def _problem(child: Child, what: str) -> Problem:
    return Problem(f"{child.name} {what}.", f"Its log is {child.log}.", child.last_lines())
