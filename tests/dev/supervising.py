"""A supervisor as `make run` is one, over two stubborn programs. Argument: FOLDER.

Says "ready" when it watches. Everything is the real thing but the programs.
"""
# ruff: noqa: T201

import os
import sys
from pathlib import Path

from dev import interrupts
from dev.child import Child
from dev.failure import Problem
from dev.supervisor import stop_together, watch

folder = Path(sys.argv[1])
stubborn = str(Path(__file__).with_name("stubborn.py"))
children = [
    Child(name, [sys.executable, stubborn, folder], log=folder / f"{name}.log", environment=os.environ)
    for name in ("first", "second")
]
interrupts.listen()
try:
    for child in children:
        child.start()
    while len(list(folder.glob("*.pid"))) < 4:
        children[0].wait(0.05)
    print("ready", flush=True)
    watch(children)
except interrupts.Interrupted as stopped:
    print(f"stopped by {stopped}", flush=True)
except Problem as problem:
    print(f"{problem.details}\n{problem}", flush=True)
    sys.exit(1)
finally:
    stop_together(children, within=0.5)
