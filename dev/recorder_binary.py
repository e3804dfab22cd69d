"""The program `recorder`: ours, built from media/recorder, again when that has changed."""

import functools
from pathlib import Path

from dev import golang, paths
from dev.golang import Program

#: So many of those that were built from other sources are kept.
KEPT = 2

RECORDER = Program(
    name="the recorder",
    short="recorder",
    folder=paths.MEDIA_RECORDER,
    package=".",
    takes="again when its sources have changed; the first time one to three minutes",
)


@functools.cache
def find_or_build() -> Path:
    """The recorder of these sources.

    Raises:
        Problem: there is no Go to build it with, or it does not compile.
    """
    return golang.build_once(RECORDER, "recorder", sources(), keep=KEPT, instead=", or leave recording out")


def sources() -> list[Path]:
    """What goes into the program, in a fixed order: its tests and its README do not."""
    return sorted(
        path
        for path in paths.MEDIA_RECORDER.rglob("*")
        if path.is_file() and not path.name.endswith("_test.go") and path.suffix != ".md"
        if "testdata" not in path.parts
    )
