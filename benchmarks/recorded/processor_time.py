"""How much processor time each of a recorder's programs has taken."""

import os
from pathlib import Path

from dev.child import Child
from tests.recording.processes import started_by

TICKS = os.sysconf("SC_CLK_TCK")
PROGRAMS = {"chromium": "Chromium", "ffmpeg": "ffmpeg", "Xvfb": "Xvfb", "pulseaudio": "PulseAudio"}
OTHERS = "worker"


def used_by_programs(worker: Child) -> dict[str, float]:
    """Seconds by program of all that runs now for a worker; what is none of the four is its own."""
    used = dict.fromkeys((*PROGRAMS.values(), OTHERS), 0.0)
    for process in started_by(worker):
        try:
            text = Path(f"/proc/{process.id}/stat").read_text()
        except OSError:
            continue  # it has ended
        user, system = text[text.rindex(")") + 2 :].split()[11:13]
        known = [name for begins, name in PROGRAMS.items() if process.name.startswith(begins)]
        used[(known or [OTHERS])[0]] += (int(user) + int(system)) / TICKS
    return used


def used_by_all() -> float:
    """Seconds that the processors of the machine were busy, all together."""
    user, nice, system, _, _, irq, softirq, *_ = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(map(int, (user, nice, system, irq, softirq))) / TICKS
