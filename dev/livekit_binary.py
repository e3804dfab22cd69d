"""The program `livekit-server`: from the PATH if it is the pinned version, else built from media/server."""

import functools
import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from dev import golang, paths, versions
from dev.console import console
from dev.failure import Problem
from dev.golang import Program

PACKAGE = "github.com/livekit/livekit-server/cmd/server"
MODULE = "github.com/livekit/livekit-server"


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
    return golang.environment(
        "the LiveKit server",
        without="There is neither a livekit-server nor Go to build one with.",
        next_step=f"{golang.INSTALL}, or put livekit-server {pinned_version()} on the PATH.",
    )


def _build(target: Path, environment: dict[str, str], pinned: str) -> None:
    server = Program(
        name=f"the LiveKit server {pinned}",
        short="livekit",
        folder=paths.MEDIA_SERVER,
        package=PACKAGE,
        takes="once; one to three minutes",
    )
    reachable = "Is the Go module proxy reachable? Else put livekit-server on the PATH."
    golang.build(server, target, environment, next_step=reachable)
