"""`python -m drill`: what `make drill` runs when everything is set up. Arguments come by the environment.

SEED: a number; the plan of another run again. DRILL_DATABASE: sqlite (default) or postgresql.
REPORT=1: write docs/drill.md.
"""

import contextlib
import os
import random
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

REPORT = paths.ROOT / "docs" / "drill.md"
#: The product's own default, said here because the limits follow from it.
RECONCILE_SECONDS = 15.0
PROCESSES = 2


def main() -> int:
    """Returns the exit code: 0 if every target was met."""
    seed = _seed(os.environ.get("SEED", ""))
    database = os.environ.get("DRILL_DATABASE") or "sqlite"
    command = f"make drill SEED={seed}" + ("" if database == "sqlite" else f" DRILL_DATABASE={database}")
    directory = Path(tempfile.mkdtemp(prefix="rooms-drill-"))
    console.say(f"Drill of seed {seed} on {database}; its logs are in {directory}")
    with _stack(directory, database) as stack:
        result = run_drill(
            make_plan(seed),
            stack,
            interval=RECONCILE_SECONDS,
            say=lambda line: console.say(f"  … {line}"),
        )
    report = write_report(result, command=command)
    console.say(f"\n{report}")
    (directory / "report.md").write_text(report, encoding="utf-8")
    if os.environ.get("REPORT"):
        REPORT.write_text(report, encoding="utf-8")
        console.say(f"Written to {REPORT.relative_to(paths.ROOT)}.")
    if result.passed:
        shutil.rmtree(directory)
        return 0
    console.say(f"The same again: {command}. Logs, truth.jsonl and ledger.json are in {directory / 'log'}.")
    return 1


def _seed(text: str) -> int:
    if not text:
        return random.SystemRandom().randrange(1_000_000)
    if not (text.isascii() and text.isdigit()):
        raise Problem(
            f"SEED={text} is not a number.", "Give one, or none to have one chosen: make drill SEED=7"
        )
    return int(text)


@contextlib.contextmanager
def _stack(directory: Path, database: str) -> Iterator[Stack]:
    extra = {"ROOMS_RECONCILE_SECONDS": f"{RECONCILE_SECONDS:g}"}
    match database:
        case "sqlite":
            yield Stack(directory=directory, extra=extra)
        case "postgresql":
            with PostgreSQLServer(log=directory / "log" / "postgresql.log") as server:
                url = server.create_database("drill")
                yield Stack(directory=directory, extra=extra, database_url=url, processes=PROCESSES)
        case _:
            raise Problem(
                f"DRILL_DATABASE={database} is no database of the drill.", "It can be sqlite or postgresql."
            )


if __name__ == "__main__":
    interrupts.listen()
    try:
        sys.exit(main())
    except Problem as problem:
        console.say(f"{problem.details}\n\n{problem}")
        sys.exit(1)
    except interrupts.Interrupted as stopped:
        sys.exit(128 + stopped.number)
