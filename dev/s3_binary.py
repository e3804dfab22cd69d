"""The program `versitygw`: a small server that speaks S3, to test with. Built from media/s3; no site needs it."""

import functools
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
    sources = [paths.MEDIA_S3 / name for name in ("go.mod", "go.sum")]
    return golang.build_once(SERVER, "versitygw", sources, keep=0)
