"""All checks in the order in which one makes sense of the next."""

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from rooms.doctor import (
    auto_create,
    browser_address,
    clock,
    database,
    host,
    keys,
    recorder,
    recording_page,
    recordings,
    server_address,
    settings,
    webhook,
    worker,
)
from rooms.doctor.finding import Finding, skipped, wrong

logger = logging.getLogger("rooms.doctor")


@dataclass(frozen=True)
class Check:
    """Attributes:
    look: answers within its own time limits.
    needs: another check without which this one would only say the same again.
    """

    look: Callable[[], Finding]
    needs: str = ""


CHECKS: dict[str, Check] = {
    "settings": Check(settings.look),
    "database": Check(database.look),
    "host": Check(host.look, needs="database"),
    "server_address": Check(server_address.look),
    "keys": Check(keys.look, needs="server_address"),
    "browser_address": Check(browser_address.look),
    "auto_create": Check(auto_create.look, needs="keys"),
    "clock": Check(clock.look, needs="keys"),
    "worker": Check(worker.look, needs="database"),
    "recordings": Check(recordings.look, needs="database"),
    "webhook": Check(webhook.look, needs="keys"),
    "recorder": Check(recorder.look, needs="keys"),
    "recording_page": Check(recording_page.look),
}


def examine(*, skip: Collection[str] = ()) -> Iterator[tuple[str, Finding]]:
    """Look at everything, one check after the other.

    Args:
        skip: names of checks that shall not be made.
    """
    #: What is wrong, by each check that is, or that rests on one that is.
    culprits: dict[str, str] = {}
    for name, check in CHECKS.items():
        if name in skip:
            yield name, skipped("not asked for")
        elif culprit := culprits.get(check.needs):
            culprits[name] = culprit
            yield name, skipped(f"nothing to see before {culprit} is well")
        else:
            found = _look(name, check)
            if found.state == "wrong":
                culprits[name] = name
            yield name, found


def _look(name: str, check: Check) -> Finding:
    try:
        return check.look()
    except Exception as error:
        logger.error("the check %s failed", name, exc_info=error)
        return wrong(
            f"looking at it ended in {type(error).__name__}", "Read where, in the log under rooms.doctor."
        )
