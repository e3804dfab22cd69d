"""`make test` itself: every step runs, every failure is seen, and the words about it help."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from dev import beside, check, checks, paths
from dev.check import Step
from dev.failure import Problem


def passes() -> None:
    """As a step that finds nothing."""


def fails() -> None:
    raise Problem("mypy failed.", "Put it right.", "rooms/access.py:12: error")


def test_all_steps_run_and_the_failed_ones_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    ran = []
    steps = [Step("types", fails), Step("layers", lambda: ran.append("layers")), Step("UI tests", fails)]
    with pytest.raises(Problem, match=r"2 of 3 steps failed after 0 min 0 s: types, UI tests\."):
        check._run_all(steps)
    assert ran == ["layers"]
    said = capsys.readouterr().out
    assert "rooms/access.py:12: error" in said
    assert "mypy failed. Put it right." in said


def test_when_all_pass_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    check._run_all([Step("types", passes), Step("layers", passes)])
    assert capsys.readouterr().out.endswith("All 2 steps passed in 0 min 0 s.\n")


def test_pytest_comes_last_so_that_its_words_stay_on_the_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A run of a small suite of its own, through the same function."""
    (tmp_path / "test_one.py").write_text("def test_one(): pass\ndef test_two(): assert False, 'oh dear'\n")
    program = (
        "import os, sys\nfrom dev import checks\nfrom dev.failure import Problem\n"
        f"os.environ['PYTEST_ADDOPTS'] = '-c /dev/null -p no:django -p no:cacheprovider {tmp_path}'\n"
        "try:\n    checks.pytest(os.environ, 'not long')\n"
        "except Problem as problem:\n    print('LAST:', problem)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "oh dear" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
    assert "LAST: pytest failed (exit code 1)." in done.stdout


@pytest.mark.parametrize("long_ones_too", [False, True])
def test_each_run_of_pytest_has_the_patience_of_its_kind(
    long_ones_too: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the long tests an hour may be too little on a slow machine."""
    given: list[float] = []
    monkeypatch.setattr(check, "pytest", lambda *_, within: given.append(within))

    class Beside:
        def start(self, *_: object, within: float) -> Callable[[], None]:
            given.append(within)
            return lambda: None

    for step in check._tests({}, long_ones_too):
        step.run()
    check._in_calls(cast(beside.Beside, Beside()), {}, long_ones_too)
    if long_ones_too:
        check._in_calls_on_postgresql(cast(beside.Beside, Beside()), {})

    assert set(given) == {checks.PYTEST_SECONDS_OF_ALL if long_ones_too else checks.PYTEST_SECONDS}
    assert len(given) == (6 if long_ones_too else 5)


def test_those_that_keep_no_time_are_not_among_browsers_and_calls() -> None:
    folders = ("tests/wheel", "tests/estuary/test_in_a_browser.py", "tests/live/test_doctor.py")
    command = [*map(str, checks.pytest_command(checks.IN_CALLS, *folders)), "--collect-only", "-q"]

    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, timeout=120, check=False)

    found = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert found == {"tests/live/test_doctor.py"}


@pytest.mark.parametrize(("system", "left_out"), [("linux", False), ("darwin", True)])
def test_where_nothing_can_be_recorded_no_recordings_are_tested(
    system: str, left_out: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert ("--ignore=tests/recording" in checks.pytest_command("not long", "tests")) is left_out


def test_who_takes_longer_than_that_is_ended_and_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text("import time\ndef test_it(): time.sleep(600)\n")
    environment = {
        **os.environ,
        "PYTEST_ADDOPTS": f"-c /dev/null -p no:django -p no:cacheprovider {tmp_path}",
    }

    with pytest.raises(Problem, match="pytest did not end within 0 s"):
        checks.pytest(environment, "not long", within=0.2)


def test_a_schema_that_is_not_what_the_code_says_is_shown_as_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = tmp_path / "committed.yaml"
    committed.write_text("openapi: 3.0.3\ninfo:\n  title: Old\n")
    monkeypatch.setattr(checks, "SCHEMA", committed)
    monkeypatch.setattr(paths, "CACHE", tmp_path)

    def write_current(what: str, command: list[str | Path], next_step: str = "") -> None:
        Path(command[-1]).write_text("openapi: 3.0.3\ninfo:\n  title: New\n")

    monkeypatch.setattr(checks, "_quiet", write_current)
    with pytest.raises(Problem, match="is not what the code says") as failure:
        checks.schema()
    assert "-  title: Old" in failure.value.details
    assert "+  title: New" in failure.value.details


def test_the_marks_that_are_left_out_are_known_to_pytest() -> None:
    """With --strict-markers an unknown one in -m ends the run before the first test."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-m",
        "not long",
        "tests/dev/test_words.py",
    ]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


def test_checks_see_no_secret_and_no_server_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVEKIT_API_SECRET", "a real one")
    monkeypatch.setenv("ROOMS_EMPTY_TIMEOUT", "1")
    seen = checks._nothing_runs()
    assert "a real one" not in seen.values()
    assert "ROOMS_EMPTY_TIMEOUT" not in seen
    assert seen["PATH"] == os.environ["PATH"]
