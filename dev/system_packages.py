"""Debian and Ubuntu packages, installed when something is missing, never silently, and without starting anything."""

import os
import shutil
import subprocess
import sys

from dev import idle_packages
from dev.console import console
from dev.failure import Problem

STDERR = 2


def install(*names: str, because: str) -> None:
    """Install packages with apt-get, through sudo where we are not root.

    Args:
        because: what is missing, as a whole sentence ("No Chromium was found.").

    Raises:
        Problem: there is no apt-get, no right to use it, or it failed; with the line to type.
    """
    wanted = " ".join(names)
    by_hand = (
        f"Install it: sudo apt-get install {wanted}"
        if shutil.which("apt-get")
        else "Install it, then try again."
    )
    if shutil.which("apt-get") is None:
        raise Problem(because, by_hand)
    prefix = _root_prefix()
    if prefix is None:
        raise Problem(f"{because} Installing it needs root, and sudo would ask for a password.", by_hand)
    console.say(f"  ! {because} Installing system packages with apt-get: {wanted}")
    console.say("    (for their programs alone: none of their servers is started, now or at boot)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Another apt may be at work on a machine that has just booted.
    apt = [*prefix, "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    install_them = [*apt, "install", "--no-install-recommends", "--no-remove", *names]
    # Not on a leash: sudo may have to ask at the terminal, and a package half installed helps nobody.
    subprocess.run([*apt, "update"], env=environment, stdout=STDERR, check=False)
    with idle_packages.only_programs(names, as_root=prefix):
        done = subprocess.run(install_them, env=environment, stdout=STDERR, check=False)
    if done.returncode != 0:
        raise Problem(f"{because} apt-get could not install {wanted}.", by_hand)


def _root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None when nothing would do."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if sys.stdin is not None and sys.stdin.isatty():
        return ["sudo"]
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if allowed.returncode == 0 else None
