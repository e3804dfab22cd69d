""".venv, holding exactly what requirements/*.txt name."""

import sys
from typing import Literal

from dev import paths, stamps, uv, versions
from dev.quiet_command import QuietCommand

Purpose = Literal["estuary", "dev"]

_stamp = stamps.Stamp("python-packages")


def install(purpose: Purpose) -> None:
    """Make .venv hold what a purpose needs: `estuary` to run, `dev` (which has all of estuary's) to test.

    Does nothing when it holds that already. What was once set up to test stays so: running must not take away
    what testing needs.
    """
    locks = [paths.REQUIREMENTS / f"{name}.txt" for name in ("estuary", "dev")]
    locked = stamps.digest(locks, _python_of_venv())
    if _stamp.value.startswith("dev "):
        purpose = "dev"
    if _stamp.is_fresh(f"{purpose} {locked}"):
        return
    program = uv.find()
    if not _python_of_venv():
        QuietCommand(
            "venv",
            [program, "venv", "--clear", "--python", sys.executable, paths.VENV],
            environment=uv.environment(),
        ).run("making .venv", failed="uv could not make .venv.")
    _stamp.clear()
    lock = paths.REQUIREMENTS / f"{purpose}.txt"
    QuietCommand(
        "python-packages",
        [program, "pip", "sync", "--python", paths.VENV_PYTHON, "--require-hashes", lock],
        environment=uv.environment(),
    ).run(
        f"installing Python packages ({lock.name})",
        failed="The Python packages could not be installed.",
        next_step="Is the Python package index reachable?",
    )
    _stamp.set(f"{purpose} {stamps.digest(locks, _python_of_venv())}")


def _python_of_venv() -> str:
    """Its version; empty where .venv is missing, too old or broken (moved, or its Python removed)."""
    version = versions.printed_by([paths.VENV_PYTHON, "--version"])
    return version if (versions.parse(version) or ()) >= (3, 11) else ""
