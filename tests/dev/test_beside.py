"""What runs beside the steps of `make test`: its words, its end, and who goes first."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dev import paths
from dev.beside import BEHIND, Beside
from dev.failure import Problem
from tests.dev.conftest import all_ended, wait_for_notes

STUBBORN = Path(__file__).parent / "stubborn.py"


@pytest.fixture(autouse=True)
def own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")


def python(code: str) -> list[str | Path]:
    return [sys.executable, "-c", code]


def start(beside: Beside, name: str, code: str, *, within: float = 60) -> Callable[[], None]:
    return beside.start(name, python(code), os.environ, within=within)


def test_nothing_is_shown_before_its_turn_and_then_all_of_it_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    go_on = tmp_path / "go-on"
    code = (
        "import pathlib, time\nprint('grüezi', flush=True)\n"
        f"pathlib.Path({str(tmp_path / 'begun')!r}).touch()\n"
        f"while not pathlib.Path({str(go_on)!r}).exists(): time.sleep(0.02)\n"
        "print('a last word', end='')\n"
    )
    with Beside() as beside:
        show = start(beside, "calls", code)
        while not (tmp_path / "begun").exists():
            time.sleep(0.02)
        assert capfd.readouterr().out == ""
        go_on.touch()
        show()
    assert capfd.readouterr().out == "  … calls\n\ngrüezi\na last word"


def test_what_failed_shows_its_words_and_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with Beside() as beside:
        show = start(beside, "calls", "print('oh dear'); raise SystemExit(3)")
        with pytest.raises(Problem, match=r"calls failed \(exit code 3\)"):
            show()
    assert capfd.readouterr().out == "  … calls\n\noh dear\n"


def test_one_runs_after_the_other_also_after_one_that_failed(capfd: pytest.CaptureFixture[str]) -> None:
    told_time = "import time\nbegun = time.monotonic()\ntime.sleep(0.3)\nprint(begun, time.monotonic())\n"
    with Beside() as beside:
        first = start(beside, "on SQLite", told_time + "raise SystemExit(1)")
        second = start(beside, "on PostgreSQL", told_time)
        second()
        with pytest.raises(Problem):
            first()
    lines = [line for line in capfd.readouterr().out.splitlines() if line[:1].isdigit()]
    (begun, _), (_, ended) = (map(float, line.split()) for line in lines)
    assert ended < begun


def test_one_that_hangs_is_ended() -> None:
    with Beside() as beside:
        show = start(beside, "calls", "import time\ntime.sleep(600)", within=0.3)
        with pytest.raises(Problem, match=r"calls did not end within 0 s\."):
            show()


def leave_in_the_middle(tmp_path: Path) -> None:
    with Beside() as beside:
        beside.start("stubborn", [sys.executable, STUBBORN, tmp_path], os.environ, within=60)
        start(beside, "the next", f"open({str(tmp_path / 'next')!r}, 'w')")
        wait_for_notes(tmp_path, 2)
        raise KeyboardInterrupt


def test_who_leaves_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        leave_in_the_middle(tmp_path)
    assert all_ended(tmp_path)
    assert not (tmp_path / "next").exists()


def test_who_steps_back_does_so_in_every_session_that_comes_of_it() -> None:
    """`nice` alone does not order the sessions of Linux."""
    code = (
        "import os, sys\nfrom dev.beside import step_back\nfrom dev.child import Child\n"
        "step_back()\n"
        "said = 'import os, pathlib; group = pathlib.Path(\"/proc/self/autogroup\");'"
        " 'print(os.nice(0), group.read_text().split()[-1] if group.exists() else os.nice(0))'\n"
        "child = Child('one', [sys.executable, '-c', said], log=None, environment=os.environ)\n"
        "child.start()\nchild.wait(30)\n"
    )
    done = subprocess.run(
        python(code), cwd=paths.ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    # `make test` has stepped back itself before it comes to this test.
    behind = min(os.nice(0) + BEHIND, 19)
    assert done.stdout == f"{behind} {behind}\n"
