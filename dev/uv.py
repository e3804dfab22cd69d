"""uv, which installs exactly what the lock files name: from the PATH, else our own from the package index."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from dev import paths, system_packages, versions
from dev.quiet_command import QuietCommand

# What `make lock` writes into requirements/uv.txt, and what is installed where no uv is found.
VERSION = "0.13.9"
# The first with every option that is used here.
OLDEST = (0, 5, 0)


def find() -> Path:
    """The program; installs our own into .cache where there is none, or an old one."""
    on_path = shutil.which("uv")
    if on_path and (versions.parse(versions.printed_by([on_path, "--version"])) or ()) >= OLDEST:
        return Path(on_path)
    return own()


def own() -> Path:
    """The pinned one, checked against its hash when it is installed."""
    home = paths.CACHE / f"uv-{VERSION}"
    program = home / "bin" / "uv"
    if not program.exists():
        shutil.rmtree(home, ignore_errors=True)
        _install_into(home)
    return program


def environment() -> dict[str, str]:
    """uv never fetches a Python of its own; and an index that pip was told of is meant for it too."""
    result = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    if "PIP_INDEX_URL" in os.environ:
        result.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    result.pop("VIRTUAL_ENV", None)
    return result


def _install_into(home: Path) -> None:
    pip = [sys.executable, "-m", "pip"]
    target = ["--target", str(home)]
    if not versions.printed_by([*pip, "--version"]):
        # Debian's Python comes without pip, and without what would install it.
        if importlib.util.find_spec("ensurepip") is None:
            name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            system_packages.install(name, because="This Python has no pip.")
        QuietCommand("venv-for-uv", [sys.executable, "-m", "venv", home]).run(
            "making a place for uv", failed="python3 -m venv failed.", next_step="Or install uv yourself."
        )
        pip, target = [str(home / "bin" / "python"), "-m", "pip"], []
    lock = paths.REQUIREMENTS / "uv.txt"
    options = ["--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    QuietCommand("install-uv", [*pip, "install", *options, *target, "-r", lock]).run(
        f"installing uv {VERSION} into .cache",
        failed="pip could not install uv.",
        next_step="Is the Python package index reachable? Or install uv yourself.",
    )
