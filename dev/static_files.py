"""Django's static files, hashed and compressed, as a production site serves them."""

import os
import shutil
from pathlib import Path

from dev import paths, stamps
from dev.console import console
from dev.environment import without_ours
from dev.manage import manage

SOURCES = (
    paths.BUILT_UI,
    paths.ROOT / "estuary" / "static",
    # Served with the pages of Estuary, too.
    paths.FRONTEND / "src" / "ui" / "styles",
    paths.ROOT / "estuary" / "staticfiles.py",
    # The admin's files come with Django.
    paths.REQUIREMENTS / "dev.txt",
)


# A server that runs keeps serving the folder that it was started with.
KEPT = 10


def collect() -> Path:
    """The folder to serve them from; filled by `collectstatic` when something changed, else as it was.

    Every content has a folder of its own, so that collecting never changes files under a running server.
    """
    target = paths.CACHE / "static" / stamps.digest(SOURCES)[:16]
    if target.exists():
        return target
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    # Nothing is signed or stored by collectstatic, but settings are loaded.
    environment = {
        **without_ours(os.environ),
        "DJANGO_SETTINGS_MODULE": "estuary.settings",
        "STATIC_ROOT": str(partial),
    }
    environment |= {"DEBUG": "0", "SECRET_KEY": "unused-by-collectstatic"}
    try:
        with console.step("collecting and compressing static files"):
            # Two thirds of the bytes belong to DRF's browsable pages, which nothing here shows.
            ignored = ["--ignore", "rest_framework"]
            manage(["collectstatic", "--noinput", "--verbosity", "0", *ignored], environment)
        if not target.exists():
            partial.rename(target)
        _forget_old(target.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def _forget_old(folder: Path) -> None:
    by_age = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in by_age[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
