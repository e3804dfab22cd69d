"""What is checked of our own Go, the recorder: its style, what `go vet` finds, and its tests with real programs."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from dev import golang, paths, recording_programs, versions
from dev.environment import without_ours
from dev.failure import Problem
from dev.quiet_command import QuietCommand

#: Of all tests together; the longest records for seconds.
SECONDS, SECONDS_OF_ALL = 1200.0, 3600.0

#: Packages of the recorder whose values are used by several goroutines, and that do without a browser.
AT_THE_SAME_TIME = ("egress", "lease", "salvage", "service", "store", "stream")


def environment() -> dict[str, str]:
    """What Go is run with.

    Raises:
        Problem: there is no Go, or it is too old.
    """
    found = golang.environment(
        "the recorder",
        without="There is no Go to check the recorder with.",
        next_step=f"{golang.INSTALL}.",
    )
    return without_ours(found)


def style() -> None:
    """gofmt has nothing to change and `go vet` nothing to say.

    Raises:
        Problem: with the files, or with what it said.
    """
    given = environment()
    listed = _run("gofmt", [_gofmt(given), "-l", "."], given, "gofmt could not read something.")
    if listed.strip():
        raise Problem("gofmt would write some Go otherwise.", "Run: make format", listed.strip())
    _run("go vet", ["go", "vet", "./..."], given, "go vet found something.")


def rewrite() -> None:
    """gofmt, in place."""
    given = environment()
    _run("gofmt", [_gofmt(given), "-w", "."], given, "gofmt could not read something.")


def tests_command(*, long_ones_too: bool) -> list[str | Path]:
    """The command that runs all tests of the recorder, one package after the other: recordings keep time.

    Args:
        long_ones_too: those with the tag `long`, and those that leave themselves out with `-short`, as well.
    """
    seconds = patience(long_ones_too=long_ones_too)
    some = ["-tags=long"] if long_ones_too else ["-short"]
    # Not from Go's memory of earlier runs: it knows nothing of the programs that the tests start.
    options = ["-count=1", "-p=1", f"-timeout={seconds:.0f}s", *some]
    return ["go", "-C", paths.MEDIA_RECORDER, "test", *options, "./..."]


def races_command() -> list[str | Path]:
    """The command that runs those packages again in which much happens at the same time, with Go's race detector.

    It needs cgo, and so a C compiler (`can_look_for_races`), and what it slows down keeps no time: nothing is recorded.
    """
    packages = [f"./internal/{name}" for name in AT_THE_SAME_TIME]
    options = ["-race", "-count=1", "-p=1", f"-timeout={SECONDS_OF_ALL:.0f}s", "-short"]
    return ["env", "CGO_ENABLED=1", "go", "-C", paths.MEDIA_RECORDER, "test", *options, *packages]


def can_look_for_races(environment: Mapping[str, str]) -> bool:
    """There is the C compiler that Go would use."""
    path = environment.get("PATH")
    return shutil.which(environment.get("CC") or "gcc", path=path) is not None


def tests_environment(
    surroundings: Mapping[str, str], livekit_server: Path, s3_server: Path, browser: Path
) -> dict[str, str]:
    """What the tests see.

    Args:
        surroundings: of the checks; they win over ours.
        livekit_server, s3_server: the pinned ones.
        browser: the Chromium or Chrome that everything else uses, too.
    """
    programs = _named(versitygw=s3_server, chromium=browser)
    path = [str(programs), surroundings.get("PATH") or os.environ["PATH"], recording_programs.ALSO_IN]
    return {
        **environment(),
        **surroundings,
        "PATH": os.pathsep.join(path),
        # Where a program is missing they fail, and do not leave themselves out.
        "RECORDER_TESTS_NEED_PROGRAMS": "1",
        "RECORDER_TESTS_LIVEKIT_SERVER": str(livekit_server),
    }


def patience(*, long_ones_too: bool) -> float:
    """Seconds after which the tests are taken to hang."""
    return SECONDS_OF_ALL if long_ones_too else SECONDS


def _named(**programs: Path) -> Path:
    """A folder for the PATH, in which programs have the names that tests know."""
    folder = paths.CACHE / "go-tests"
    folder.mkdir(parents=True, exist_ok=True)
    for name, program in programs.items():
        link = folder / f"{name}.{os.getpid()}"
        link.symlink_to(program)
        link.replace(folder / name)
    return folder


def _gofmt(given: Mapping[str, str]) -> str:
    """It comes with Go, and need not be on the PATH."""
    root = versions.printed_by(["go", "env", "GOROOT"], environment=given, directory=paths.MEDIA_RECORDER)
    return str(Path(root) / "bin" / "gofmt")


def _run(what: str, command: list[str], given: Mapping[str, str], failed: str) -> str:
    return QuietCommand(
        what.replace(" ", "-"), command, environment=given, directory=paths.MEDIA_RECORDER
    ).run(what, failed=failed, lines_when_failed=200)
