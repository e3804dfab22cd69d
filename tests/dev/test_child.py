import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dev.child import Child
from tests.dev.conftest import all_ended, is_alive, noted_processes

Stubborn = Callable[..., Child]


def run(log: Path, *code: str) -> Child:
    child = Child("program", [sys.executable, "-c", "\n".join(code)], log=log, environment=os.environ)
    child.start()
    assert child.wait(30)
    return child


def test_a_child_that_ignores_sigterm_is_killed_with_its_own_children(
    stubborn: Stubborn, tmp_path: Path
) -> None:
    child = stubborn()
    started = time.monotonic()
    child.stop(within=0.5)
    assert time.monotonic() - started < 5
    assert child.exit_code == -signal.SIGKILL
    assert all_ended(tmp_path)


def test_a_child_that_gives_in_at_the_second_request_is_not_killed(
    stubborn: Stubborn, tmp_path: Path
) -> None:
    child = stubborn(patience=1)
    child.stop(within=5, again_after=0.3)
    assert child.exit_code == 0
    assert child.output().endswith("no\nall right, I go\n")
    assert all_ended(tmp_path), "what it had started and left behind is ended too"


def test_killing_takes_no_time_and_leaves_nobody(stubborn: Stubborn, tmp_path: Path) -> None:
    child = stubborn()
    started = time.monotonic()
    child.kill()
    assert time.monotonic() - started < 2
    assert all_ended(tmp_path)


def test_a_child_can_be_started_again_after_it_was_killed(stubborn: Stubborn, tmp_path: Path) -> None:
    child = stubborn()
    child.kill()
    assert all_ended(tmp_path)
    child.start()
    assert child.running


def test_starting_what_runs_changes_nothing(stubborn: Stubborn, tmp_path: Path) -> None:
    child = stubborn()
    child.start()
    assert len(noted_processes(tmp_path)) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PR_SET_PDEATHSIG is Linux's")
def test_the_program_dies_with_its_leash(stubborn: Stubborn, tmp_path: Path) -> None:
    stubborn()
    (program,) = (int(note.name.split(".")[1]) for note in tmp_path.glob("parent.*.pid"))
    leash = int(Path(f"/proc/{program}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(leash, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while is_alive(program) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(program)


def test_exit_codes_and_signals_are_told_apart(tmp_path: Path) -> None:
    assert run(tmp_path / "log", "raise SystemExit(3)").exit_code == 3
    assert run(tmp_path / "log", "pass").exit_code == 0
    assert run(tmp_path / "log", "import os", "os.kill(os.getpid(), 6)").exit_code == -signal.SIGABRT


def test_a_program_that_does_not_exist_says_so_in_its_log(tmp_path: Path) -> None:
    child = Child("ghost", ["/nowhere/ghost"], log=tmp_path / "log", environment=os.environ)
    child.start()
    assert child.wait(30)
    assert child.exit_code == 127
    assert child.last_lines() == "cannot run /nowhere/ghost: No such file or directory"


def test_output_is_that_of_the_last_start_and_the_log_keeps_all(tmp_path: Path) -> None:
    run(tmp_path / "log", "print('first')")
    second = run(tmp_path / "log", "import sys", "print('second')", "print('third', file=sys.stderr)")
    assert second.output().splitlines() == ["second", "third"]
    assert second.last_lines(1) == "third"
    assert (tmp_path / "log").read_text().startswith("first\n")


def test_last_lines_are_plain_text(tmp_path: Path) -> None:
    coloured = r"print('\x1b[1m\x1b[31m✖\x1b[0m \x1b]8;;https://biomejs.dev/\x1b\\lint/a11y\x1b]8;;\x1b\\ \x1b[2Kdone')"
    child = run(tmp_path / "log", coloured)
    assert "\x1b" in child.output()
    assert child.last_lines() == "✖ lint/a11y done"


def test_a_log_is_nobody_elses_business(tmp_path: Path) -> None:
    run(tmp_path / "new" / "log", "print('x')")
    assert (tmp_path / "new" / "log").stat().st_mode & 0o777 == 0o600


def test_a_program_sees_ordinary_signals_even_when_we_ignore_some(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = run(
            tmp_path / "log", "import signal", "print(signal.getsignal(signal.SIGINT) is not signal.SIG_IGN)"
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert child.output() == "True\n"


def test_a_program_holds_no_file_of_ours(tmp_path: Path) -> None:
    child = run(
        tmp_path / "log",
        "import os",
        "print([number for number in range(3, 64) if os.path.exists(f'/dev/fd/{number}')])",
    )
    assert child.output() == "[]\n"
