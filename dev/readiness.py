"""Waiting for a server that we have started to answer."""

import time
from collections.abc import Callable

from dev.child import Child
from dev.failure import Problem


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


def _problem(child: Child, what: str) -> Problem:
    return Problem(f"{child.name} {what}.", f"Its log is {child.log}.", child.last_lines())
