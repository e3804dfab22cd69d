"""A program that does not want to end, with a child of its own that does not either.

    python stubborn.py FOLDER [PATIENCE]

It refuses SIGTERM, SIGINT and SIGHUP, PATIENCE times (for ever if not given), and notes the ids of both
processes in FOLDER.
"""
# ruff: noqa: T201

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

folder = Path(sys.argv[1])
patience = int(sys.argv[2]) if len(sys.argv) > 2 else None
asked = 0


def refuse(number: int, frame: FrameType | None) -> None:
    global asked
    asked += 1
    if patience is not None and asked > patience:
        print("all right, I go", flush=True)
        sys.exit(0)
    print("no", flush=True)


for ignored in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(ignored, refuse)

role = "child" if os.fork() == 0 else "parent"
if role == "child":
    for ignored in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
print(f"{role} is here", flush=True)
(folder / f"{role}.{os.getpid()}.pid").touch()
while True:
    time.sleep(60)
