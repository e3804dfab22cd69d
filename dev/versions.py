"""Version numbers as programs print them."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

Version = tuple[int, ...]


def parse(text: str) -> Version | None:
    """The first number of the form 1.2 or 1.2.3 in a text ("go1.26.8", "v20.20.2"), or None."""
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part) for part in match.groups(default="0")) if match else None


def printed_by(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
) -> str:
    """What a program prints when asked for its version; empty when it is not there, hangs or fails."""
    if shutil.which(command[0], path=(environment or os.environ).get("PATH")) is None:
        return ""
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=30, env=environment, cwd=directory, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
