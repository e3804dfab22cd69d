"""`make bench`: set up, then `benchmarks/` does the rest. BENCH says which part, such as BENCH="storm SQLite"."""

import os
from pathlib import Path

from dev import frontend, livekit_binary, paths, postgresql_programs, python_packages
from dev.child import Child
from dev.console import console
from dev.environment import without_ours
from dev.failure import Problem
from dev.setup_lock import one_setup_at_a_time

MINUTES = 30


def bench() -> None:
    """Measure, with the output of the benchmarks on the screen.

    Raises:
        Problem: the storm left something out, or it took too long.
    """
    console.say("Setting up")
    frontend.demand_node()
    with one_setup_at_a_time():
        console.say(f"  ✓ LiveKit server {livekit_binary.find_or_build().origin}")
        console.say(f"  ✓ PostgreSQL {postgresql_programs.find_or_install()}")
        python_packages.install("dev")
        frontend.build()
    command: list[str | Path] = [
        paths.VENV_PYTHON,
        "-m",
        "benchmarks",
        *os.environ.get("BENCH", "").split(),
    ]
    child = Child("bench", command, log=None, environment=without_ours(os.environ))
    child.start()
    try:
        if not child.wait(MINUTES * 60):
            raise Problem(f"The benchmarks did not end within {MINUTES} minutes.")
    finally:
        child.stop(within=15)
    if child.exit_code != 0:
        raise Problem(f"The benchmarks failed (exit code {child.exit_code}).", "What went wrong is above.")
