"""The browser that the tests drive and the recorder looks through: the system's own."""

import os
import shutil
import sys
from pathlib import Path

from dev import system_packages
from dev.failure import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Without a font, every text in a screenshot is a row of boxes.
PACKAGES = ("chromium", "fonts-liberation")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_or_install() -> str:
    """Path of a Chromium or Chrome: CHROMIUM from the environment, else the PATH, else Debian's package."""
    found = find()
    if found is None:
        system_packages.install(*PACKAGES, because="No Chromium was found.")
        found = find()
    if found is None:
        raise Problem("No Chromium was found, not even after installing one.", "Set CHROMIUM to its path.")
    return found


def find() -> str | None:
    """Its path, where there is one.

    Raises:
        Problem: CHROMIUM names something that is no program.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise Problem(
                f"CHROMIUM={named} is not a program.", "Give the path of a Chromium or Chrome, or unset it."
            )
        return found
    if sys.platform == "darwin" and ON_A_MAC.exists():
        return str(ON_A_MAC)
    return next((path for path in map(shutil.which, NAMES) if path), None)
