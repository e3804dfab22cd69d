"""`make test`: set up, then every check, all of them even if one fails; at the end, which failed.

Browsers and calls mostly wait for each other: they run beside the other steps, which give way to them.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dev import (
    chromium,
    frontend,
    go_checks,
    livekit_binary,
    postgresql_programs,
    python_packages,
    recorder_binary,
    recording_programs,
    redis,
    s3_binary,
    static_files,
)
from dev.beside import Beside, step_back
from dev.checks import (
    IN_CALLS,
    ON_POSTGRESQL,
    ON_THE_SECOND_HOST,
    SPREAD,
    layers,
    migrations,
    patience,
    pytest,
    pytest_command,
    python_style,
    python_types,
    schema,
    ui_scripts,
)
from dev.console import console
from dev.environment import without_ours
from dev.failure import Problem
from dev.setup_lock import one_setup_at_a_time

CALLS, CALLS_AGAIN = "pytest in browsers and calls", "pytest in browsers and calls, on PostgreSQL"
NO_RECORDING = "recording needs Linux: what tests it is left out"


@dataclass(frozen=True)
class Step:
    name: str
    run: Callable[[], None]


STYLE = [
    Step("Python style", python_style),
    Step("Python types", python_types),
    Step("layers", layers),
    *(Step(words, run) for words, run in ui_scripts("check", "types", "knip")),
    Step("Go style", go_checks.style),
]
STATE = [
    Step("migrations", migrations),
    Step("API schema", schema),
    *(Step(words, run) for words, run in ui_scripts("api:check", "test", "size")),
]


def check_everything(*, long_ones_too: bool = False) -> None:
    """Everything that CI runs; what it says, in the order of how soon it tells, pytest's words last.

    Raises:
        Problem: with the names of the steps that failed.
    """
    console.say("Setting up")
    # What apt has to install, once for all of it where we can record; the rest finds it then.
    recording = (
        recording_programs.find_or_install(receiver=True).words() if recording_programs.can_record() else []
    )
    browser = chromium.find_or_install()
    frontend.demand_node()
    with one_setup_at_a_time():
        console.say(f"  ✓ Chromium {browser}")
        for words in recording or [NO_RECORDING]:
            console.say(f"  {'✓' if recording else '!'} {words}")
        console.say(f"  ✓ LiveKit server {livekit_binary.find_or_build().origin}")
        console.say(f"  ✓ S3 server {s3_binary.find_or_build().name}, built from media/s3")
        if recording:
            recorder_binary.find_or_build()
            console.say("  ✓ recorder, built from media/recorder")
        console.say(f"  ✓ PostgreSQL {postgresql_programs.find_or_install()}")
        console.say(f"  ✓ Redis {redis.words(redis.find_or_install())}")
        python_packages.install("dev")
        frontend.build()
        # A build does not need them when nothing has changed; the checks do.
        frontend.install()
        # What runs side by side would collect them twice.
        static_files.collect()
    environment = without_ours(os.environ) | {"CHROMIUM": browser}
    with Beside() as beside:
        calls = [
            *([_recorder(beside, environment, long_ones_too)] if recording else []),
            _in_calls(beside, environment, long_ones_too),
            *([_in_calls_on_postgresql(beside, environment)] if long_ones_too else []),
            *([_races(beside, environment)] if recording and long_ones_too else []),
        ]
        step_back()
        _run_all([*STYLE, *STATE, *_tests(environment, long_ones_too), *calls])


def _recorder(beside: Beside, environment: dict[str, str], long_ones_too: bool) -> Step:
    """Its tests record, and so keep time as calls do."""
    name = "Go tests of the recorder"
    given = _given_to_go(environment)
    command = go_checks.tests_command(long_ones_too=long_ones_too)
    within = go_checks.patience(long_ones_too=long_ones_too)
    return Step(name, beside.start(name, command, given, within=within))


def _races(beside: Beside, environment: dict[str, str]) -> Step:
    """With a C compiler only, which nothing else here needs."""
    name = "Go tests of the recorder, for races"
    given = _given_to_go(environment)
    if not go_checks.can_look_for_races(given):
        return Step(name, lambda: console.say(f"  ! {name}: left out, they need a C compiler (gcc)"))
    return Step(name, beside.start(name, go_checks.races_command(), given, within=go_checks.SECONDS_OF_ALL))


def _given_to_go(environment: dict[str, str]) -> dict[str, str]:
    livekit, s3 = livekit_binary.find_or_build().path, s3_binary.find_or_build()
    return go_checks.tests_environment(environment, livekit, s3, Path(chromium.find_or_install()))


def _in_calls(beside: Beside, environment: dict[str, str], long_ones_too: bool) -> Step:
    """Started now, shown when it is its turn."""
    marks = _marks(IN_CALLS, long_ones_too)
    within = patience(long_ones_too=long_ones_too)
    return Step(CALLS, beside.start(CALLS, pytest_command(marks), environment, within=within))


def _in_calls_on_postgresql(beside: Beside, environment: dict[str, str]) -> Step:
    """All of them, started when those on SQLite have ended."""
    command = pytest_command(IN_CALLS)
    within = patience(long_ones_too=True)
    return Step(CALLS_AGAIN, beside.start(CALLS_AGAIN, command, environment | ON_POSTGRESQL, within=within))


def _tests(environment: dict[str, str], long_ones_too: bool) -> list[Step]:
    """What runs here, beside browsers and calls."""
    marks = "" if long_ones_too else "not long"
    rest = _marks(f"not ({IN_CALLS})", long_ones_too)
    within = patience(long_ones_too=long_ones_too)
    again = [
        Step(
            "pytest on the second host, on PostgreSQL",
            lambda: pytest(environment | ON_POSTGRESQL, marks, *ON_THE_SECOND_HOST, within=within),
        )
    ]
    # Those of every day are so few that they do not disturb the others, and the longest is shorter without them.
    calls = _marks(IN_CALLS, long_ones_too)
    few_calls = [Step(CALLS_AGAIN, lambda: pytest(environment | ON_POSTGRESQL, calls, within=within))]
    return [
        *(again if long_ones_too else []),
        Step(
            "pytest on the second host",
            lambda: pytest(environment, marks, *ON_THE_SECOND_HOST, within=within),
        ),
        Step(
            "pytest on PostgreSQL", lambda: pytest(environment | ON_POSTGRESQL, rest, *SPREAD, within=within)
        ),
        Step("pytest", lambda: pytest(environment, rest, *SPREAD, within=within)),
        *([] if long_ones_too else few_calls),
    ]


def _marks(which: str, long_ones_too: bool) -> str:
    return which if long_ones_too else f"({which}) and not long"


def check_style() -> None:
    """`make lint`: what can be said without running anything."""
    console.say("Setting up")
    frontend.demand_node()
    with one_setup_at_a_time():
        python_packages.install("dev")
        frontend.install()
    _run_all(STYLE)


def _run_all(steps: list[Step]) -> None:
    console.say("Checking")
    started = time.monotonic()
    failed = []
    for step in steps:
        try:
            step.run()
        except Problem as problem:
            failed.append(step.name)
            console.say(f"{problem.details}\n\n  ✗ {problem}\n")
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    took = f"{minutes} min {seconds} s"
    if failed:
        raise Problem(f"{len(failed)} of {len(steps)} steps failed after {took}: {', '.join(failed)}.")
    console.say(f"\nAll {len(steps)} steps passed in {took}.")
