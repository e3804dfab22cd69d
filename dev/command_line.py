"""The commands, and how each of them ends: done, a Problem in one sentence, or interrupted."""

import sys
from collections.abc import Callable
from typing import NoReturn

from dev import bytecode, interrupts
from dev.console import console
from dev.failure import Problem


def main(arguments: list[str]) -> NoReturn:
    """Run one command and exit with 0, 1 (a Problem, said on stderr) or 128 + the signal that stopped it."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        show_help()
        sys.exit(0 if arguments in ([], ["help"]) else 2)
    bytecode.keep()
    interrupts.listen()
    try:
        COMMANDS[arguments[0]][0]()
    except Problem as problem:
        _complain(problem)
        sys.exit(1)
    except interrupts.Interrupted as stopped:
        print("\nStopped.", file=sys.stderr)
        sys.exit(128 + stopped.number)
    sys.exit(0)


def show_help() -> None:
    console.say("make TARGET, or python3 -m dev TARGET:\n")
    for name, (_, words) in COMMANDS.items():
        console.say(f"  {name:<10} {words}")
    console.say(
        "\nPORT (8000) and LIVEKIT_PORT (7880) move what `make run` listens on; RECORDING=1 adds a recorder."
    )


def _complain(problem: Problem) -> None:
    sys.stdout.flush()
    if problem.details:
        print(f"\n{problem.details}", file=sys.stderr)
    print(f"\n{problem}", file=sys.stderr)


# Imported when asked for: `make demo-data` need not load what tests need.
def _run() -> None:
    from dev.run import run

    run()


def _test() -> None:
    from dev.check import check_everything

    check_everything()


def _test_all() -> None:
    from dev.check import check_everything

    check_everything(long_ones_too=True)


def _drill() -> None:
    from dev.drill import drill

    drill()


def _bench() -> None:
    from dev.bench import bench

    bench()


def _lint() -> None:
    from dev.check import check_style

    check_style()


def _demo_data() -> None:
    from dev.demo_data import print_demo_data

    print_demo_data()


def _format() -> None:
    from dev.sources import rewrite_style

    rewrite_style()


def _lock() -> None:
    from dev.sources import lock

    lock()


def _size() -> None:
    from dev import frontend

    frontend.measure()


def _build_ui() -> None:
    from dev import frontend

    frontend.build()


def _clean() -> None:
    from dev.sources import clean

    clean()


COMMANDS: dict[str, tuple[Callable[[], None], str]] = {
    "run": (_run, "set up and start everything; Ctrl-C ends it"),
    "test": (_test, "set up and run every test, lint, types, migrations and schema checks"),
    "test-all": (_test_all, "the same, with the tests that take long"),
    "drill": (_drill, "people come and go while everything fails; is the ledger right?"),
    "bench": (_bench, "what joining and webhooks cost against views that do the least; a storm"),
    "demo-data": (_demo_data, "make the demo new around now; prints JSON alone on stdout"),
    "lint": (_lint, "style, types and layers only"),
    "format": (_format, "rewrite the sources in the agreed style"),
    "size": (_size, "weigh what a page loads against its budget"),
    "build-ui": (_build_ui, "build the room's UI into rooms/static/rooms"),
    "lock": (_lock, "bring lock files in line with what is asked for; UPGRADE=1 takes the newest"),
    "clean": (_clean, "remove everything that can be made again, but not var/"),
    "help": (show_help, "this"),
}
