"""System packages that are wanted for their programs alone: no server of theirs runs, now or when the machine boots."""

import contextlib
import shutil
import subprocess
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from dev.console import console

#: What Debian's packages ask before they start anything; where it is there already, the machine has its own rule.
POLICY = Path("/usr/sbin/policy-rc.d")
#: 101 is "not allowed" (invoke-rc.d(8)).
NOTHING_STARTS = "#!/bin/sh\n# By Rooms, while it installs packages (dev/idle_packages.py).\nexit 101\n"
#: What starts at boot, and what with each log-in: systemctl's word for it, and where it is kept.
AT_BOOT = {"--system": Path("/etc/systemd/system"), "--global": Path("/etc/systemd/user")}
#: Not on the PATH of everybody who has them.
INSTALL, REMOVE = "/usr/bin/install", "/bin/rm"


@contextlib.contextmanager
def only_programs(packages: Collection[str], *, as_root: Sequence[str]) -> Iterator[None]:
    """Whatever is installed meanwhile starts nothing, and of these packages nothing is started later by itself.

    Args:
        packages: their services are called as they are.
        as_root: what to put before a command to run it as root.
    """
    before = {whose: _enabled(folder, packages) for whose, folder in AT_BOOT.items()}
    try:
        with _nothing_starts(as_root):
            yield
    finally:
        for whose, folder in AT_BOOT.items():
            _disable(whose, sorted(_enabled(folder, packages) - before[whose]), as_root)


@contextlib.contextmanager
def _nothing_starts(as_root: Sequence[str]) -> Iterator[None]:
    # One of ours was left there by somebody who was killed.
    if POLICY.exists() and POLICY.read_text(encoding="utf-8", errors="replace") != NOTHING_STARTS:
        yield
        return
    put = [*as_root, INSTALL, "-m", "755", "/dev/stdin", str(POLICY)]
    subprocess.run(put, input=NOTHING_STARTS, text=True, check=False)
    try:
        yield
    finally:
        subprocess.run([*as_root, REMOVE, "-f", str(POLICY)], check=False)


def _enabled(folder: Path, packages: Collection[str]) -> set[str]:
    return {link.name for link in folder.glob("*.wants/*") if link.stem in packages}


def _disable(whose: str, units: list[str], as_root: Sequence[str]) -> None:
    """Also where nothing of systemd runs: a container may be booted some day."""
    if not units or shutil.which("systemctl") is None:
        return
    command = [*as_root, "systemctl", whose, "disable", *units]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        console.say(
            f"  ! This machine will start {' and '.join(units)}. To keep it from it: {' '.join(command)}"
        )
