"""`make test`: set up, then every check, all of them even if one fails; at the end, which failed."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from dev import chromium, frontend, livekit_binary, postgresql_programs, python_packages
from dev.checks import (
    ON_POSTGRESQL,
    ON_THE_SECOND_HOST,
    layers,
    migrations,
    pytest,
    python_style,
    python_types,
    schema,
    ui_scripts,
)
from dev.console import console
from dev.environment import without_ours
from dev.failure import Problem
from dev.setup_lock import one_setup_at_a_time


@dataclass(frozen=True)
class Step:
    name: str
    run: Callable[[], None]


STYLE = [
    Step("Python style", python_style),
    Step("Python types", python_types),
    Step("layers", layers),
    *(Step(words, run) for words, run in ui_scripts("check", "types", "knip")),
]
STATE = [
    Step("migrations", migrations),
    Step("API schema", schema),
    *(Step(words, run) for words, run in ui_scripts("api:check", "test", "size")),
]


def check_everything(*, long_ones_too: bool = False) -> None:
    """Everything that CI runs, in the order of how soon it tells; pytest's words are the last.

    Raises:
        Problem: with the names of the steps that failed.
    """
    console.say("Setting up")
    browser = chromium.find_or_install()
    frontend.demand_node()
    with one_setup_at_a_time():
        console.say(f"  ✓ Chromium {browser}")
        console.say(f"  ✓ LiveKit server {livekit_binary.find_or_build().origin}")
        console.say(f"  ✓ PostgreSQL {postgresql_programs.find_or_install()}")
        python_packages.install("dev")
        frontend.build()
        # A build does not need them when nothing has changed; the checks do.
        frontend.install()
    environment = without_ours(os.environ) | {"CHROMIUM": browser}
    marks = "" if long_ones_too else "not long"
    again = [
        Step(
            "pytest on the second host, on PostgreSQL",
            lambda: pytest(environment | ON_POSTGRESQL, marks, *ON_THE_SECOND_HOST),
        )
    ]
    tests = [
        *(again if long_ones_too else []),
        Step("pytest on the second host", lambda: pytest(environment, marks, *ON_THE_SECOND_HOST)),
        Step("pytest on PostgreSQL", lambda: pytest(environment | ON_POSTGRESQL, marks)),
        Step("pytest", lambda: pytest(environment, marks)),
    ]
    _run_all([*STYLE, *STATE, *tests])


def check_style() -> None:
    """`make lint`: what can be said without running anything."""
    console.say("Setting up")
    frontend.demand_node()
    with one_setup_at_a_time():
        python_packages.install("dev")
        frontend.install()
    _run_all(STYLE)


def _run_all(steps: list[Step]) -> None:
    console.say("Checking")
    started = time.monotonic()
    failed = []
    for step in steps:
        try:
            step.run()
        except Problem as problem:
            failed.append(step.name)
            console.say(f"{problem.details}\n\n  ✗ {problem}\n")
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    took = f"{minutes} min {seconds} s"
    if failed:
        raise Problem(f"{len(failed)} of {len(steps)} steps failed after {took}: {', '.join(failed)}.")
    console.say(f"\nAll {len(steps)} steps passed in {took}.")
