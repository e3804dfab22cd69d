"""Each thing that is checked, as a function that raises a Problem when it is not as it should be."""

import difflib
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from dev import paths
from dev.child import Child
from dev.console import console
from dev.environment import without_ours
from dev.failure import Problem
from dev.quiet_command import QuietCommand
from dev.recording_programs import can_record

SCHEMA = paths.ROOT / "docs" / "openapi.yaml"
SCHEMA_COMMAND = ("spectacular", "--validate", "--fail-on-warn", "--file")
#: After so long one run of pytest is taken to hang. An hour is ample, but not for the long tests on a slow machine.
PYTEST_SECONDS, PYTEST_SECONDS_OF_ALL = 3600.0, 4 * 3600.0
#: What holds for every host: run once more on the second one. See tests/site.py.
ON_THE_SECOND_HOST = (
    "--ds=tests.hosts.settings",
    "tests/hosts",
    "tests/joining",
    "tests/webhooks",
    "tests/closing",
    "tests/api/test_joining.py",
    "tests/api/test_joining_without_livekit.py",
    "tests/recordings/test_lists.py",
)
#: Real browsers and real calls: they keep time, so they run one after the other, in one process; but for those that
#: only ask a server or read a page.
IN_CALLS = "(e2e or live) and not patient"
#: Everything else, in as many processes as there are processors, each with a database of its own.
SPREAD = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")
# What meets a database, once more; tests/database.py chooses it.
ON_POSTGRESQL = {"ROOMS_TEST_DATABASE": "postgresql"}

UI_SCRIPTS = {
    "check": ("UI style", "make format puts most of it right."),
    "types": ("UI types", ""),
    "knip": ("UI dead code", "Use it or remove it."),
    "api:check": ("UI's API types", "Run: cd frontend && npm run api:types"),
    "test": ("UI tests", ""),
    "size": ("UI size", "frontend/.size-limit.ts says what counts."),
}


def python_style() -> None:
    _quiet("ruff check", [paths.VENV_BIN / "ruff", "check", "."], "make format puts some of it right.")
    _quiet("ruff format", [paths.VENV_BIN / "ruff", "format", "--check", "."], "Run: make format")


def python_types() -> None:
    _quiet("mypy", [paths.VENV_BIN / "mypy"])
    # Once more for the host with another user model: the plugin knows one at a time.
    configuration = paths.ROOT / "tests" / "hosts" / "mypy.ini"
    _quiet("mypy of the second host", [paths.VENV_BIN / "mypy", "--config-file", configuration])


def layers() -> None:
    """Imports go down only, where pyproject.toml says what is up and down."""
    tools = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    if "importlinter" in tools:
        _quiet(
            "lint-imports", [paths.VENV_BIN / "lint-imports"], "An import goes down, never up or sideways."
        )


def migrations() -> None:
    command = _manage("makemigrations", "--check", "--dry-run")
    _quiet("makemigrations --check", command, "Run: DEBUG=1 .venv/bin/python manage.py makemigrations")


def schema() -> None:
    """The committed schema is what the code says, to the byte."""
    made = paths.CACHE / "openapi.yaml"
    _quiet("spectacular", _manage(*SCHEMA_COMMAND, str(made)))
    committed = SCHEMA.read_text(encoding="utf-8") if SCHEMA.exists() else ""
    current = made.read_text(encoding="utf-8")
    if committed != current:
        lines = difflib.unified_diff(
            committed.splitlines(),
            current.splitlines(),
            "docs/openapi.yaml",
            "what the code says",
            lineterm="",
        )
        raise Problem(
            "docs/openapi.yaml is not what the code says.",
            f"Run: DEBUG=1 .venv/bin/python manage.py {' '.join(SCHEMA_COMMAND)} docs/openapi.yaml",
            "\n".join(list(lines)[:200]),
        )


def ui_scripts(*names: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """For each npm script of the frontend: what it checks, and the function that does."""
    for name in names:
        words, next_step = UI_SCRIPTS[name]
        yield words, _ui_script(name, words, next_step)


def pytest_command(marks: str, *arguments: str) -> list[str | Path]:
    """The command that runs tests in Python.

    Args:
        marks: which of them, as `-m` takes it; empty: all.
        arguments: of pytest, beside the marks; paths for some of the tests.
    """
    left_out = () if can_record() else ("--ignore=tests/recording",)
    return [paths.VENV_PYTHON, "-m", "pytest", "-m", marks, *left_out, *arguments]


def patience(*, long_ones_too: bool) -> float:
    """Seconds after which one run of pytest is taken to hang.

    Args:
        long_ones_too: it is `make test-all`.
    """
    return PYTEST_SECONDS_OF_ALL if long_ones_too else PYTEST_SECONDS


def pytest(
    environment: Mapping[str, str], marks: str, *arguments: str, within: float = PYTEST_SECONDS
) -> None:
    """Run tests in Python with their own output on the screen; what is given is as in `pytest_command`.

    Args:
        within: seconds; see `patience`.

    Raises:
        Problem: a test failed, or they did not end in time.
    """
    console.say("  … pytest\n")
    child = Child("pytest", pytest_command(marks, *arguments), log=None, environment=environment)
    child.start()
    try:
        if not child.wait(within):
            raise Problem(f"pytest did not end within {within:.0f} s.")
    finally:
        child.stop(within=5)
    if child.exit_code != 0:
        raise Problem(f"pytest failed (exit code {child.exit_code}).")


def _ui_script(name: str, words: str, next_step: str) -> Callable[[], None]:
    def run() -> None:
        _quiet(words, ["npm", "run", "--silent", name], next_step, directory=paths.FRONTEND)

    return run


def _manage(*arguments: str) -> list[str | Path]:
    return [paths.VENV_PYTHON, paths.ROOT / "manage.py", *arguments]


def _quiet(
    what: str, command: Sequence[str | Path], next_step: str = "", *, directory: Path = paths.ROOT
) -> None:
    name = what.replace(" ", "-").replace("'", "")
    QuietCommand(name, command, environment=_nothing_runs(), directory=directory).run(
        what, failed=f"{what} failed.", next_step=next_step, lines_when_failed=200
    )


def _nothing_runs() -> dict[str, str]:
    """Enough for the settings to be read: no secret of anybody, no database, no server."""
    return without_ours(os.environ) | {
        # What they say goes into a file first.
        "NO_COLOR": "1",
        "DJANGO_SETTINGS_MODULE": "estuary.settings",
        "SECRET_KEY": "only-to-read-the-settings",
        "DATABASE_PATH": ":memory:",
        "LIVEKIT_HOST": "http://127.0.0.1:1",
        "LIVEKIT_API_KEY": "nobody",
        "LIVEKIT_API_SECRET": "nobody-has-this-secret-of-40-characters",
    }
