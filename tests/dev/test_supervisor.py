"""Every way in which `make run` is ended, with real processes that refuse to end."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.dev.conftest import Start, all_ended, is_alive, noted_processes


def rest(process: "subprocess.Popen[str]") -> str:
    """What it says until it ends, which must be soon."""
    said, _ = process.communicate(timeout=20)
    return said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_a_signal_ends_everything(supervisor: Start, tmp_path: Path, number: signal.Signals) -> None:
    process = supervisor()
    process.send_signal(number)
    assert rest(process) == f"stopped by {number.name}\n"
    assert all_ended(tmp_path)


def test_ctrl_c_reaches_the_whole_group_and_ends_everything(supervisor: Start, tmp_path: Path) -> None:
    process = supervisor()
    os.killpg(process.pid, signal.SIGINT)
    assert rest(process) == "stopped by SIGINT\n"
    assert all_ended(tmp_path)


def test_an_impatient_second_ctrl_c_leaves_nobody_behind(supervisor: Start, tmp_path: Path) -> None:
    process = supervisor()
    for _ in range(5):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
    assert rest(process) == "stopped by SIGINT\n"
    assert all_ended(tmp_path)


def test_a_background_job_of_a_shell_answers_sigint_too(supervisor: Start, tmp_path: Path) -> None:
    """A shell without job control starts `command &` with SIGINT ignored."""
    process = supervisor("sh", "-c", '"$@" & wait', "sh")
    os.killpg(process.pid, signal.SIGINT)
    rest(process)
    assert all_ended(tmp_path)


def test_nohup_is_respected(supervisor: Start, tmp_path: Path) -> None:
    process = supervisor("nohup")
    process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert all(map(is_alive, noted_processes(tmp_path)))
    process.send_signal(signal.SIGTERM)
    assert rest(process) == "stopped by SIGTERM\n"
    assert all_ended(tmp_path)


def test_nobody_outlives_a_supervisor_that_is_killed(supervisor: Start, tmp_path: Path) -> None:
    process = supervisor()
    process.kill()
    process.wait()
    assert all_ended(tmp_path)


def test_the_supervisor_ends_when_the_make_that_started_it_is_killed(
    supervisor: Start, tmp_path: Path
) -> None:
    make = supervisor("sh", "-c", '"$@"; exit', "sh", MAKELEVEL="1")
    make.kill()
    assert rest(make) == "stopped by SIGHUP\n"
    assert all_ended(tmp_path)


def test_the_death_of_one_child_is_told_and_ends_the_other(supervisor: Start, tmp_path: Path) -> None:
    process = supervisor()
    victim = next(int(note.name.split(".")[1]) for note in tmp_path.glob("parent.*.pid"))
    os.kill(victim, signal.SIGKILL)
    said = rest(process)
    assert "is here" in said, "its last lines come first"
    assert (
        said.splitlines()[-1]
        .partition(" ")[2]
        .startswith("ended unexpectedly (killed by signal 9). Its log: ")
    )
    assert process.returncode == 1
    assert all_ended(tmp_path)
