"""PostgreSQL's programs: on the PATH, where Debian puts them, else from Debian's package."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from dev import system_packages, versions
from dev.failure import Problem

# Django 5.2 speaks to no older one.
OLDEST = (14,)
# Several versions live side by side there, none of them on the PATH.
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Programs:
    """A folder with `initdb`, `postgres` and the rest of one version."""

    folder: Path
    version: versions.Version

    def __str__(self) -> str:
        """For people: "15.18, /usr/lib/postgresql/15/bin"."""
        return f"{'.'.join(map(str, self.version[:2]))}, {self.folder}"

    def __getitem__(self, name: str) -> Path:
        return self.folder / name


def find_or_install() -> Programs:
    """The newest that is there. Installing them with apt-get is said aloud.

    Raises:
        Problem: there are none and none can be installed, or only some that are too old.
    """
    found = _find()
    if not found:
        # The package also makes a cluster of its own for the machine; nothing starts it.
        system_packages.install("postgresql", because="No PostgreSQL server was found.")
        found = _find()
    if not found:
        raise Problem(
            "No PostgreSQL server was found, not even after installing one.", "Put initdb on the PATH."
        )
    newest = max(found, key=lambda programs: programs.version)
    if newest.version < OLDEST:
        raise Problem(f"PostgreSQL {newest} is too old.", f"Install version {OLDEST[0]} or newer.")
    return newest


def _find() -> list[Programs]:
    folders = sorted(DEBIAN.glob("*/bin"))
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return [
        Programs(folder, version)
        for folder in dict.fromkeys(folders)
        if (folder / "initdb").exists()
        and (version := versions.parse(versions.printed_by([folder / "postgres", "--version"])))
    ]
