"""Run a `manage.py` command to its end."""

import subprocess
from collections.abc import Mapping, Sequence

from dev import paths
from dev.failure import Problem

SECONDS = 180.0


def manage(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What the command printed on stdout.

    Raises:
        Problem: it failed or hung, with the last lines of its stderr.
    """
    name = f"manage.py {arguments[0]}"
    try:
        done = subprocess.run(
            [paths.VENV_PYTHON, paths.ROOT / "manage.py", *arguments],
            env=dict(environment),
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise Problem(
            f"{name} did not end within {SECONDS:.0f} s.", "Is another program holding the database?"
        ) from slow
    if done.returncode != 0:
        last = "\n".join((done.stderr or done.stdout).rstrip().splitlines()[-20:])
        raise Problem(f"{name} failed with exit code {done.returncode}.", "What it said is above.", last)
    return done.stdout
