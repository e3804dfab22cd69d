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
    "pactl": ("pulseaudio-utils", "pactl"),
    "ffmpeg": ("ffmpeg", "ffmpeg"),
    "ffprobe": ("ffmpeg", "ffprobe"),
    "redis-server": ("redis-server", "Redis"),
}
#: It prints no version: asked for one, it would complain.
TELL_NO_VERSION = ("Xvfb",)


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


def find_or_install() -> RecordingPrograms:
    """All of them: from the PATH, else from Debian's packages, in one go and said aloud.

    Raises:
        Problem: this is no Linux, or some are missing and cannot be installed.
    """
    if not can_record():
        raise Problem(
            "Recording needs Linux: the recorder draws on Xvfb and listens to PulseAudio.",
            "Run it in a virtual machine, or leave recording out.",
        )
    missing = _missing()
    browser_is_missing = chromium.find() is None
    if missing or browser_is_missing:
        packages = dict.fromkeys(PROGRAMS[name][0] for name in missing)
        names = list(dict.fromkeys(PROGRAMS[name][1] for name in missing))
        if browser_is_missing:
            packages |= dict.fromkeys(chromium.PACKAGES)
            names.append("Chromium")
        system_packages.install(*packages, because=f"To record, {_all(names)} must be there.")
    still = _missing()
    if still:
        raise Problem(
            f"{_all([PROGRAMS[name][1] for name in still])} cannot be found, not even after installing it.",
            "Put it on the PATH.",
        )
    found = {name: Path(str(shutil.which(name))) for name in PROGRAMS}
    return RecordingPrograms(browser=chromium.find_or_install(), others=found)


def _missing() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


def _all(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _words(name: str, path: Path) -> str:
    if name in TELL_NO_VERSION:
        return f"{name}, {path}"
    option = "-version" if name.startswith("ff") else "--version"
    version = versions.parse(versions.printed_by([path, option])) or ()
    return f"{name} {'.'.join(map(str, version))}, {path}" if version else f"{name}, {path}"
