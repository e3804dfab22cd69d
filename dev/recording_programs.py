"""What a recorder needs beside itself: a display, a sink for sound, a browser, an encoder, and a Redis to be called by.

Debian has them all.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from dev import chromium, system_packages, versions
from dev.failure import Problem

#: Program → the package that has it, and what people call it.
PROGRAMS = {
    "Xvfb": ("xvfb", "Xvfb"),
    "pulseaudio": ("pulseaudio", "PulseAudio"),
    "ffmpeg": ("ffmpeg", "ffmpeg"),
    "ffprobe": ("ffmpeg", "ffprobe"),
    "redis-server": ("redis-server", "Redis"),
}
#: What tests receive streams with.
RECEIVER = {"nginx": ("nginx", "nginx")}
RTMP_MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
#: For who is not root, Debian's servers are not on the PATH.
ALSO_IN = "/usr/sbin"
#: Asked for a version, they complain, or say it where errors go.
TELL_NO_VERSION = ("Xvfb", "nginx")


@dataclass(frozen=True)
class RecordingPrograms:
    """Attributes:
    browser: path of the Chromium.
    others: name → path, for each of `PROGRAMS`.
    """

    browser: str
    others: dict[str, Path]

    def words(self) -> list[str]:
        """For people, a line each: "ffmpeg 5.1.9, /usr/bin/ffmpeg"."""
        return [_words(name, path) for name, path in self.others.items()]


def can_record() -> bool:
    """Whether this system has what the recorder stands on at all."""
    return sys.platform.startswith("linux")


def find_or_install(*, receiver: bool = False) -> RecordingPrograms:
    """All of them: from the PATH, else from Debian's packages, in one go and said aloud.

    Args:
        receiver: also what tests receive streams with.

    Raises:
        Problem: this is no Linux, or some are missing and cannot be installed.
    """
    if not can_record():
        raise Problem(
            "Recording needs Linux: the recorder draws on Xvfb and listens to PulseAudio.",
            "Run it in a virtual machine, or leave recording out.",
        )
    wanted = PROGRAMS | (RECEIVER if receiver else {})
    missing = [name for name in wanted if _find(name) is None]
    packages = dict.fromkeys(wanted[name][0] for name in missing)
    names = list(dict.fromkeys(wanted[name][1] for name in missing))
    if receiver and not RTMP_MODULE.exists():
        packages["libnginx-mod-rtmp"] = None
        names.append("nginx's RTMP module")
    if chromium.find() is None:
        packages |= dict.fromkeys(chromium.PACKAGES)
        names.append("Chromium")
    if names:
        system_packages.install(*packages, because=f"To record, {_all(names)} must be there.")
    still = [wanted[name][1] for name in missing if _find(name) is None]
    if still:
        raise Problem(
            f"{_all(still)} cannot be found, not even after installing it.",
            "Put it on the PATH.",
        )
    found = {name: Path(str(_find(name))) for name in wanted}
    return RecordingPrograms(browser=chromium.find_or_install(), others=found)


def _find(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=ALSO_IN)


def _all(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _words(name: str, path: Path) -> str:
    if name in TELL_NO_VERSION:
        return f"{name}, {path}"
    option = "-version" if name.startswith("ff") else "--version"
    version = versions.parse(versions.printed_by([path, option])) or ()
    return f"{name} {'.'.join(map(str, version))}, {path}" if version else f"{name}, {path}"
