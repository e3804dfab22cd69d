"""Watches over children that belong together, and ends them together."""

import time
from collections.abc import Sequence
from typing import NoReturn

from dev import interrupts
from dev.child import Child
from dev.failure import Problem

LOOK_SECONDS = 0.2


def watch(children: Sequence[Child]) -> NoReturn:
    """Wait until there is a reason to end; never returns.

    Raises:
        Problem: one of them ended by itself.
        Interrupted: somebody wants us to stop, or the `make` that started us is gone.
    """
    while True:
        demand_running(children)
        interrupts.check_parent()
        time.sleep(LOOK_SECONDS)


def demand_running(children: Sequence[Child]) -> None:
    """Raise a Problem that names the first one that has ended, and how, with its last words."""
    for child in children:
        if not child.running:
            code = child.exit_code
            how = f"killed by signal {-code}" if code is not None and code < 0 else f"exit code {code}"
            raise Problem(
                f"{child.name} ended unexpectedly ({how}).", f"Its log: {child.log}", child.last_lines()
            )


def stop_together(children: Sequence[Child], *, within: float) -> None:
    """Ask all of them at once to end; kill what has not ended after `within` seconds."""
    deadline = time.monotonic() + within
    for child in children:
        child.ask_to_stop()
    for child in children:
        if not child.wait(deadline - time.monotonic()):
            child.kill()
        child.forget()
