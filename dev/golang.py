"""Go, for the programs that are built from `media/`: is it there, is it new enough, and building with it."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dev import paths, versions
from dev.console import console
from dev.failure import Problem
from dev.quiet_command import QuietCommand

OLDEST = (1, 26, 0)
# From 1.21 on, `go` can fetch the toolchain that a go.mod asks for.
OLDEST_THAT_FETCHES = (1, 21, 0)
INSTALL = f"Install Go {OLDEST[0]}.{OLDEST[1]} or newer (https://go.dev/dl/)"


@dataclass(frozen=True)
class Program:
    """Something that is built.

    Attributes:
        name: in a sentence ("the LiveKit server 1.13.5").
        short: of its log ("livekit").
        folder: of its module.
        package: as `go build` takes it.
        takes: how long that takes, for people ("one to three minutes").
    """

    name: str
    short: str
    folder: Path
    package: str
    takes: str


def environment(what: str, *, without: str, next_step: str) -> dict[str, str]:
    """The environment to build in.

    Args:
        what: needs it, in a sentence ("the LiveKit server").
        without: the sentence for who has no Go at all.
        next_step: what to do then, or where Go is too old.

    Raises:
        Problem: there is no Go, or it is too old and may not fetch a newer one.
    """
    # Without cgo no C compiler is needed; somebody's flags ("-mod=vendor") must not reach our modules. Checks and tests
    # with the flag of the builds: what is compiled once serves all of them.
    found = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-trimpath", "GOWORK": "off"}
    # Asked in an empty folder: inside a module, `go` would already fetch what the module asks for.
    with tempfile.TemporaryDirectory() as nowhere:
        local = {**found, "GOTOOLCHAIN": "local"}
        version = versions.parse(
            versions.printed_by(["go", "env", "GOVERSION"], environment=local, directory=Path(nowhere))
        )
        policy = versions.printed_by(["go", "env", "GOTOOLCHAIN"], environment=found, directory=Path(nowhere))
    if version is None:
        raise Problem(without, next_step)
    if version >= OLDEST:
        return found
    words = ".".join(map(str, version))
    if version < OLDEST_THAT_FETCHES or policy == "local":
        raise Problem(f"Go {words} is too old to build {what}, and may not fetch a newer one.", next_step)
    console.say(f"  ! Go {words} will fetch the newer Go that {what} needs")
    return found


def build(program: Program, target: Path, environment: dict[str, str], *, next_step: str) -> None:
    """Build a program; its file is there whole, or not at all.

    Raises:
        Problem: it could not be built; with the end of what Go said.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    # -v names each package as it is compiled: that is the progress.
    flags = ["-v", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"]
    command = QuietCommand(
        f"build-{program.short}",
        ["go", "build", *flags, "-o", str(partial), program.package],
        environment=environment,
        directory=program.folder,
    )
    try:
        command.run(
            f"building {program.name} ({program.takes})",
            progress=lambda: f"{command.lines_written()} packages",
            failed=f"{program.name[0].upper()}{program.name[1:]} could not be built.",
            next_step=next_step,
        )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def build_once(program: Program, name: str, sources: Sequence[Path], *, keep: int, instead: str = "") -> Path:
    """The program of these sources, which is built if it is not there yet.

    Args:
        name: of its file, before what tells one set of sources from another.
        sources: in a fixed order; another program is built as soon as one of them changes, or moves.
        keep: so many of those that were built from other sources stay.
        instead: what whoever has no Go can do but install it, as the end of a sentence (", or leave it out").

    Raises:
        Problem: there is no Go to build it with, or it cannot be built.
    """
    digest = hashlib.sha256()
    for source in sources:
        content = source.read_bytes()
        digest.update(f"{source.relative_to(program.folder)} {len(content)}\n".encode())
        digest.update(content)
    built = paths.CACHE / "bin" / f"{name}-{digest.hexdigest()[:12]}"
    if not built.exists():
        without = f"There is no Go to build {program.name} with."
        given = environment(program.name, without=without, next_step=f"{INSTALL}{instead}.")
        build(program, built, given, next_step="Is the Go module proxy reachable?")
        forget_older(built, prefix=name, keep=keep)
    return built


def forget_older(target: Path, *, prefix: str, keep: int) -> None:
    """Remove what was built from sources that have changed since.

    Args:
        target: the one that was built just now, which stays.
        prefix: of the names of all of them.
        keep: so many of the others stay, the newest: a product that still runs may start its own again.
    """
    others: Sequence[Path] = [path for path in target.parent.glob(f"{prefix}-*") if path != target]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[keep:]:
        path.unlink(missing_ok=True)
