"""The viewers' program is waited for, and not for ever."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.viewers.audience import Audience


@contextmanager
def speaking(folder: Path, *lines: str) -> Iterator[Audience]:
    """A program that does this, and ends when its doors are closed."""
    program = folder / "viewers"
    body = "\n".join(["import json, sys, time", *lines, "sys.stdout.flush()", "sys.stdin.read()"])
    program.write_text(f"#!{sys.executable}\n{body}\n")
    program.chmod(0o755)
    with Audience(program, seconds=1, log=folder / "viewers.log") as audience:
        yield audience
        audience.close_doors()


def test_what_it_says_is_heard_among_what_its_library_says(tmp_path: Path) -> None:
    says = ("print('connected')", 'print(\'{"said": "joined", "failed": 2}\')')
    with speaking(tmp_path, *says) as audience:
        assert audience.hear("joined", within=30) == {"said": "joined", "failed": 2}


def test_one_that_says_nothing_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="have not joined"),
        speaking(tmp_path, "print('no network', file=sys.stderr, flush=True)") as audience,
    ):
        audience.hear("joined", within=0)


def test_one_that_ends_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match=r"ended before they had joined\. (.|\n)*no network"),
        speaking(tmp_path, "sys.exit('no network')") as audience,
    ):
        audience.hear("joined", within=30)
