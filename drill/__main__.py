"""`python -m drill`: what `make drill` runs when everything is set up."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dev import interrupts, paths
from dev.console import console
from dev.failure import Problem
from dev.postgresql import PostgreSQLServer
from dev.stack import Stack
from drill.planner import make_plan
from drill.report import write_report
from drill.run import run_drill
from drill.wishes import Wishes

REPORT = paths.ROOT / "docs" / "drill.md"
#: The product's own default, said here because the limits follow from it.
RECONCILE_SECONDS = 15.0
PROCESSES = 2


def main() -> int:
    """Returns the exit code: 0 if every target was met."""
    wishes = Wishes.from_environment(os.environ)
    directory = Path(tempfile.mkdtemp(prefix="rooms-drill-"))
    console.say(f"{wishes.command}; its logs are in {directory}")
    with _stack(directory, wishes.database) as stack:
        result = run_drill(
            make_plan(wishes.seed),
            stack,
            interval=RECONCILE_SECONDS,
            say=lambda line: console.say(f"  … {line}"),
        )
    report = write_report(result, command=wishes.command)
    console.say(f"\n{report}")
    if wishes.writes_report:
        REPORT.write_text(report, encoding="utf-8")
        console.say(f"Written to {REPORT.relative_to(paths.ROOT)}.")
    if result.passed:
        shutil.rmtree(directory)
        return 0
    console.say(f"The logs, truth.jsonl and ledger.json are in {directory / 'log'}.")
    return 1


@contextlib.contextmanager
def _stack(directory: Path, database: str) -> Iterator[Stack]:
    extra = {"ROOMS_RECONCILE_SECONDS": f"{RECONCILE_SECONDS:g}"}
    if database == "sqlite":
        yield Stack(directory=directory, extra=extra)
        return
    with PostgreSQLServer(log=directory / "log" / "postgresql.log") as server:
        url = server.create_database("drill")
        yield Stack(directory=directory, extra=extra, database_url=url, processes=PROCESSES)


if __name__ == "__main__":
    interrupts.listen()
    try:
        sys.exit(main())
    except Problem as problem:
        console.say(f"{problem.details}\n\n{problem}")
        sys.exit(1)
    except interrupts.Interrupted as stopped:
        sys.exit(128 + stopped.number)
