"""Looks at the object of a recording: is it there, how large, does it play, and how much of it is there?

Nobody's word is taken for that: LiveKit calls a recording complete in which nothing was recorded.
"""

import contextlib
import importlib.util
import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rooms.exceptions import Misconfigured
from rooms.models import RoomRecording
from rooms.recordings import looker, storage
from rooms.recordings.storage import Reading

#: All in all; below the lease of an effect, so that no second worker looks at the same time.
LIMIT_SECONDS = 45.0
#: For files without an index, of which every packet has to be read.
READING_SECONDS = 30.0

WhyNot = Literal["", "no_file", "empty_file", "not_playable", "not_looked_through"]


@dataclass(frozen=True)
class Found:
    """What was seen.

    Attributes:
        size: bytes; None where there is no object.
        playable: it opens, and its first picture or its first sound decodes.
        duration_seconds: as a player shows it.
        picture_seconds, sound_seconds: how much there is of each; sound by its packets, not by the times on them.
        missing: `{"picture": [[from, until], …], "sound": …}`, seconds of the file; only holes above two seconds.
        why_not: why it is not playable; `not_looked_through` also where it is, and counting it took too long.
        said: the decoder's word for it, for operators.
    """

    size: int | None
    playable: bool = False
    duration_seconds: float | None = None
    picture_seconds: float | None = None
    sound_seconds: float | None = None
    missing: dict[str, list[list[float]]] | None = None
    why_not: WhyNot = ""
    said: str = ""


def look(recording: RoomRecording) -> Found:
    """Look at the object of a recording. Takes seconds; never in a transaction.

    A file of a gigabyte is not read to its end: its index is, and its first pictures. It is opened in a process of
    its own, which no file can make more of than that it ends.

    Raises:
        StorageUnavailable: nobody can say now.
        Misconfigured: there is no place for recordings, or PyAV is not installed.
    """
    return look_at(recording.storage_key)


def look_at(key: str) -> Found:
    """As `look`, by the key of an object."""
    packages = _packages_of_pyav()
    try:
        with storage.reading(key) as file:
            if file.size == 0:
                return Found(0, why_not="empty_file")
            return _found(file.size, _ask_looker(file, packages))
    except FileNotFoundError:
        return Found(None, why_not="no_file")


def _found(size: int, said: dict[str, Any] | None) -> Found:
    if said is None:
        return Found(size, why_not="not_playable", said="the decoder crashed, or took too long")
    if not said["playable"]:
        return Found(size, why_not="not_playable", said=str(said.get("said", "nothing in it decodes")))
    missing = {kind: said.get(f"{kind}_holes") or [] for kind in ("picture", "sound")}
    return Found(
        size,
        playable=True,
        duration_seconds=said.get("duration_seconds"),
        picture_seconds=said.get("picture_seconds", 0.0),
        sound_seconds=said.get("sound_seconds", 0.0),
        missing={kind: holes for kind, holes in missing.items() if holes},
        why_not="" if said["all_counted"] else "not_looked_through",
    )


def _packages_of_pyav() -> Path:
    found = importlib.util.find_spec("av")
    if found is None or found.origin is None:
        raise Misconfigured("Recordings need more of Python: pip install 'rooms[recording]'.")
    return Path(found.origin).parent.parent


def _ask_looker(file: Reading, packages: Path) -> dict[str, Any] | None:
    """What it found; None where it ended without a word, or was ended."""
    command = [sys.executable, "-I", looker.__file__, str(file.size), str(READING_SECONDS), str(packages)]
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # No secret of ours is any business of a decoder.
        env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
    )
    watch = threading.Timer(LIMIT_SECONDS, process.kill)
    watch.start()
    try:
        return _serve(process, file)
    finally:
        watch.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # it ended before it read all that we wrote
                    pipe.close()
        process.wait()


def _serve(process: "subprocess.Popen[bytes]", file: Reading) -> dict[str, Any] | None:
    assert process.stdin is not None
    assert process.stdout is not None
    for line in process.stdout:
        try:
            said = json.loads(line)
        except ValueError:
            return None
        if "found" in said:
            return dict(said["found"])
        offset, length = said["read"]
        content = file.read_at(int(offset), min(int(length), looker.BLOCK))
        try:
            process.stdin.write(struct.pack(">q", len(content)) + content)
            process.stdin.flush()
        except BrokenPipeError:
            return None
    return None
