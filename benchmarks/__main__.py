"""`make bench`: ratios and a storm, on both databases. Prints Markdown; docs/benchmarks.md has its figures from here.

    .venv/bin/python -m benchmarks [ratios] [storm] [SQLite] [PostgreSQL] [people=1000] [rounds=200] [processes=1]

Exits with 1 where the storm left anything out of the ledger. A missed ratio is said, and is no failure: it hangs on the
machine.
"""

import os
import sys

from benchmarks.serving import ratios, storm
from benchmarks.serving.figures import table
from benchmarks.serving.servers import database, serve

DATABASES = ("SQLite", "PostgreSQL")
PARTS = ("ratios", "storm")
NUMBERS = {"people": 1000, "rounds": 200, "seconds": 60, "block": 4, "processes": 0}


def main(words: list[str]) -> int:
    numbers = NUMBERS | {name: int(value) for name, _, value in (w.partition("=") for w in words) if value}
    parts = [part for part in PARTS if part in words] or list(PARTS)
    is_right = True
    for name in [name for name in DATABASES if name in words] or DATABASES:
        print(f"\n## {name}\n")
        if "ratios" in parts:
            for processes in (1, 2) if numbers["processes"] == 0 else (numbers["processes"],):
                with database(name) as url, serve(url, processes=processes) as servers:
                    found, apart = ratios.measure(
                        servers, rounds=numbers["rounds"], seconds=float(numbers["block"])
                    )
                of = "one process" if processes == 1 else "two processes"
                print(f"### Ratios, {of} ({_load()})\n\n{table(found)}\n")
                print("\n".join(apart), flush=True)
        if "storm" in parts:
            with database(name) as url:
                outcome = storm.play(url, people=numbers["people"], seconds=float(numbers["seconds"]))
            print(f"\n### Storm, two processes ({_load()})\n")
            print("\n".join(f"- {line}" for line in outcome.lines()), flush=True)
            is_right = is_right and not outcome.wrong
    return 0 if is_right else 1


def _load() -> str:
    return f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors at the end"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
