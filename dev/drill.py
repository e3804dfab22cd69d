"""`make drill`: set up, then `drill/` does the rest. SEED, DRILL_DATABASE and REPORT reach it by the environment."""

import os
from pathlib import Path

from dev import frontend, livekit_binary, paths, postgresql_programs, python_packages
from dev.child import Child
from dev.console import console
from dev.environment import without_ours
from dev.failure import Problem
from dev.setup_lock import one_setup_at_a_time

#: What it promises after the set-up.
MINUTES = 12


def drill() -> None:
    """Play it, with its own output on the screen.

    Raises:
        Problem: a target was missed, or it took longer than it promises.
    """
    console.say("Setting up")
    frontend.demand_node()
    with one_setup_at_a_time():
        console.say(f"  ✓ LiveKit server {livekit_binary.find_or_build().origin}")
        if os.environ.get("DRILL_DATABASE") == "postgresql":
            console.say(f"  ✓ PostgreSQL {postgresql_programs.find_or_install()}")
        python_packages.install("dev")
        frontend.build()
    command: list[str | Path] = [paths.VENV_PYTHON, "-m", "drill"]
    child = Child("drill", command, log=None, environment=without_ours(os.environ))
    child.start()
    try:
        if not child.wait(MINUTES * 60):
            raise Problem(f"The drill did not end within {MINUTES} minutes.")
    finally:
        child.stop(within=15)
    if child.exit_code != 0:
        raise Problem(f"The drill failed (exit code {child.exit_code}).", "What it missed is above.")
