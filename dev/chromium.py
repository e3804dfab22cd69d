"""The browser that the tests drive: the system's own."""

import os
import shutil
import sys
from pathlib import Path

from dev import system_packages
from dev.failure import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_or_install() -> str:
    """Path of a Chromium or Chrome: CHROMIUM from the environment, else the PATH, else Debian's package."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise Problem(
                f"CHROMIUM={named} is not a program.", "Give the path of a Chromium or Chrome, or unset it."
            )
        return found
    found = _find()
    if found is None:
        # Without a font, every text in a screenshot is a row of boxes.
        system_packages.install("chromium", "fonts-liberation", because="No Chromium was found.")
        found = _find()
    if found is None:
        raise Problem("No Chromium was found, not even after installing one.", "Set CHROMIUM to its path.")
    return found


def _find() -> str | None:
    if sys.platform == "darwin" and ON_A_MAC.exists():
        return str(ON_A_MAC)
    return next((path for path in map(shutil.which, NAMES) if path), None)
