"""What Python compiled once need not be compiled again."""

import os

from dev import paths


def keep() -> None:
    """Let every Python that we start from now on keep what it compiles, in a folder of ours.

    Images for containers like to forbid it (`PYTHONDONTWRITEBYTECODE`), so that no files of another user appear in the
    sources. A `make test` starts Python some hundred times, and would compile all of Django and its own tests in each.
    Where nothing is forbidden everything stays as Python does it.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(paths.CACHE / "bytecode"))
