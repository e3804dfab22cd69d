"""The program `livekit-server`: from the PATH if it is the pinned version, else built from media/server."""

import functools
import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dev import paths, versions
from dev.console import console
from dev.failure import Problem
from dev.quiet_command import QuietCommand

PACKAGE = "github.com/livekit/livekit-server/cmd/server"
MODULE = "github.com/livekit/livekit-server"
OLDEST_GO = (1, 26, 0)
# From 1.21 on, `go` can fetch the toolchain that a go.mod asks for.
OLDEST_GO_THAT_FETCHES = (1, 21, 0)


@dataclass(frozen=True)
class LiveKitBinary:
    path: Path
    origin: str
    """Where it comes from, for people: "on the PATH", "built from media/server"."""


def pinned_version(go_mod: Path = paths.MEDIA_SERVER / "go.mod") -> str:
    """The version that go.mod names, without its "v"."""
    match = re.search(
        rf"^\s*(?:require )?{re.escape(MODULE)} v(\S+)", go_mod.read_text(encoding="utf-8"), re.M
    )
    if match is None:
        raise Problem(f"{go_mod} does not name {MODULE}.", "Restore it: git checkout media/server")
    return match.group(1)


@functools.cache
def find_or_build() -> LiveKitBinary:
    """The server to use. Building takes some minutes the first time, and nothing from then on."""
    pinned = pinned_version()
    on_path = shutil.which("livekit-server")
    found = versions.parse(versions.printed_by([on_path, "--version"])) if on_path else None
    if on_path and found == versions.parse(pinned):
        return LiveKitBinary(Path(on_path), f"{pinned}, on the PATH")
    built = _cached(pinned)
    if built.exists():
        return LiveKitBinary(built, f"{pinned}, built from media/server")
    other = f"livekit-server {'.'.join(map(str, found))} on the PATH" if found else ""
    try:
        environment = _go_environment()
    except Problem as no_go:
        # Newer servers understand our configuration and our clients; older ones may know neither.
        if on_path and found and found > (versions.parse(pinned) or ()):
            console.say(f"  ! {other} is used, though {pinned} is what this is tested with: {no_go.sentence}")
            return LiveKitBinary(Path(on_path), f"{'.'.join(map(str, found))}, on the PATH")
        if other:
            raise Problem(f"{other} is older than {pinned}. {no_go.sentence}", no_go.next_step) from no_go
        raise
    if other:
        console.say(f"  ! {other} is not the pinned {pinned}, which is built instead")
    _build(built, environment, pinned)
    return LiveKitBinary(built, f"{pinned}, built from media/server")


def _cached(pinned: str) -> Path:
    digest = hashlib.sha256()
    for name in ("go.mod", "go.sum"):
        digest.update((paths.MEDIA_SERVER / name).read_bytes())
    return paths.CACHE / "bin" / f"livekit-server-{pinned}-{digest.hexdigest()[:12]}"


def _go_environment() -> dict[str, str]:
    """The environment to build in, or a Problem that says what is missing."""
    # Without cgo no C compiler is needed; somebody's flags ("-mod=vendor") must not reach our module.
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
    next_step = (
        f"Install Go {OLDEST_GO[0]}.{OLDEST_GO[1]} or newer (https://go.dev/dl/), "
        f"or put livekit-server {pinned_version()} on the PATH."
    )
    # Asked in an empty folder: inside a module, `go` would already fetch what the module asks for.
    with tempfile.TemporaryDirectory() as nowhere:
        local = {**environment, "GOTOOLCHAIN": "local"}
        version = versions.parse(
            versions.printed_by(["go", "env", "GOVERSION"], environment=local, directory=Path(nowhere))
        )
        policy = versions.printed_by(
            ["go", "env", "GOTOOLCHAIN"], environment=environment, directory=Path(nowhere)
        )
    if version is None:
        raise Problem("There is neither a livekit-server nor Go to build one with.", next_step)
    if version >= OLDEST_GO:
        return environment
    words = ".".join(map(str, version))
    if version < OLDEST_GO_THAT_FETCHES or policy == "local":
        raise Problem(
            f"Go {words} is too old to build the LiveKit server, and may not fetch a newer one.", next_step
        )
    console.say(f"  ! Go {words} will fetch the newer Go that the LiveKit server needs")
    return environment


def _build(target: Path, environment: dict[str, str], pinned: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    # -v names each package as it is compiled: that is the progress.
    flags = ["-v", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"]
    command = QuietCommand(
        "build-livekit",
        ["go", "build", *flags, "-o", str(partial), PACKAGE],
        environment=environment,
        directory=paths.MEDIA_SERVER,
    )
    try:
        command.run(
            f"building the LiveKit server {pinned} (once; one to three minutes)",
            progress=lambda: f"{command.lines_written()} packages",
            failed="The LiveKit server could not be built.",
            next_step="Is the Go module proxy reachable? Else put livekit-server on the PATH.",
        )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
