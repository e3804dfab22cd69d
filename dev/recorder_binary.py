"""The program `recorder`: ours, built from media/recorder, again when that has changed."""

import functools
import hashlib
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
    built = _cached()
    if not built.exists():
        environment = golang.environment(
            "the recorder",
            without="There is no Go to build the recorder with.",
            next_step=f"{golang.INSTALL}, or leave recording out.",
        )
        golang.build(RECORDER, built, environment, next_step="Is the Go module proxy reachable?")
        golang.forget_older(built, prefix="recorder", keep=KEPT)
    return built


def sources() -> list[Path]:
    """What goes into the program, in a fixed order: its tests and its README do not."""
    return sorted(
        path
        for path in paths.MEDIA_RECORDER.rglob("*")
        if path.is_file() and not path.name.endswith("_test.go") and path.suffix != ".md"
        if "testdata" not in path.parts
    )


def _cached() -> Path:
    """Where what these sources make is kept: another place as soon as one of them changes, or moves."""
    digest = hashlib.sha256()
    for source in sources():
        content = source.read_bytes()
        digest.update(f"{source.relative_to(paths.MEDIA_RECORDER)} {len(content)}\n".encode())
        digest.update(content)
    return paths.CACHE / "bin" / f"recorder-{digest.hexdigest()[:12]}"
