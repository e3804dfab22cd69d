"""The program `versitygw`: a small server that speaks S3, to test with. Built from media/s3; no site needs it."""

import functools
import hashlib
from pathlib import Path

from dev import golang, paths
from dev.golang import Program

SERVER = Program(
    name="the S3 server of the tests",
    short="s3",
    folder=paths.MEDIA_S3,
    package="github.com/versity/versitygw/cmd/versitygw",
    takes="once; half a minute to two minutes",
)


@functools.cache
def find_or_build() -> Path:
    """The pinned one. One on the PATH is not asked for: what is proven here is proven with this version.

    Raises:
        Problem: there is no Go to build it with, or it cannot be fetched.
    """
    built = _cached()
    if not built.exists():
        environment = golang.environment(
            "the S3 server of the tests",
            without="There is no Go to build the S3 server of the tests with.",
            next_step=f"{golang.INSTALL}.",
        )
        golang.build(SERVER, built, environment, next_step="Is the Go module proxy reachable?")
        golang.forget_older(built, prefix="versitygw", keep=0)
    return built


def _cached() -> Path:
    digest = hashlib.sha256()
    for name in ("go.mod", "go.sum"):
        digest.update((paths.MEDIA_S3 / name).read_bytes())
    return paths.CACHE / "bin" / f"versitygw-{digest.hexdigest()[:12]}"
