"""What a worker's programs take is told by program."""

import os
import sys
from pathlib import Path

from benchmarks.recorded.processor_time import used_by_all, used_by_programs
from dev.child import Child
from tests.live.caller import wait_until

BUSY = "while True: pass"


def test_each_program_is_counted_by_its_name(tmp_path: Path) -> None:
    encoder = tmp_path / "ffmpeg"
    encoder.symlink_to(sys.executable)
    script = f"""
import subprocess, sys
with subprocess.Popen([{str(encoder)!r}, "-S", "-c", {BUSY!r}]):
    {BUSY}
"""
    worker = Child("worker", [sys.executable, "-S", "-c", script], log=None, environment=dict(os.environ))
    worker.start()
    try:
        wait_until(lambda: used_by_programs(worker)["ffmpeg"] > 0.05, what="the encoder took some time")
        wait_until(lambda: used_by_programs(worker)["worker"] > 0.05, what="its parent did, too")
        before = used_by_programs(worker)
        wait_until(
            lambda: used_by_programs(worker)["ffmpeg"] > before["ffmpeg"], what="it takes ever more of it"
        )
        assert before["Chromium"] == before["Xvfb"] == before["PulseAudio"] == 0
    finally:
        worker.kill()


def test_the_machine_is_never_less_busy_than_before() -> None:
    before = used_by_all()
    sum(range(5_000_000))
    assert used_by_all() >= before > 0
