"""The wheel, made as an adopter makes it: by uv, of what requirements/*.txt name, with their hashes."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dev import paths, uv

#: What a wheel is made of, beside the pages that the frontend builds.
SOURCES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "rooms")
SECONDS = 300


def run(command: list[str | Path], **options: object) -> subprocess.CompletedProcess[str]:
    """Nothing of ours is in its environment but what uv needs."""
    environment = {
        name: value
        for name, value in uv.environment().items()
        if name not in {"PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"}
    }
    given = {"env": environment, "capture_output": True, "text": True, "timeout": SECONDS, **options}
    return subprocess.run([str(part) for part in command], **given)  # type: ignore[call-overload,no-any-return]


def build(source: Path, target: Path, *what: str) -> subprocess.CompletedProcess[str]:
    """`uv build` of a folder; `what`: `--wheel`, `--sdist`, or nothing for both."""
    lock = paths.REQUIREMENTS / "build.txt"
    command: list[str | Path] = [uv.find(), "build", *what, "--build-constraints", lock, "--require-hashes"]
    return run([*command, "--python", sys.executable, "-o", target, source])


def clone(target: Path, *, with_pages: bool = False) -> Path:
    """A copy of the sources, without the pages unless they are asked for."""
    built = shutil.ignore_patterns("__pycache__", *([] if with_pages else ["static"]))
    target.mkdir()
    for name in SOURCES:
        if (paths.ROOT / name).is_dir():
            shutil.copytree(paths.ROOT / name, target / name, ignore=built)
        else:
            shutil.copy2(paths.ROOT / name, target / name)
    return target


def install(wheel: Path, environment: Path) -> Path:
    """An empty virtual environment with this wheel and what it needs in it; answers its Python."""
    python = environment / "bin" / "python"
    asked = environment.with_suffix(".in")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    asked.write_text(f"rooms @ {wheel.as_uri()} --hash=sha256:{digest}{os.linesep}")
    commands: list[list[str | Path]] = [
        [uv.find(), "venv", "--python", sys.executable, environment],
        # The lock file only says which version: what is installed is what the wheel itself asks for.
        [
            uv.find(),
            "pip",
            "install",
            "--python",
            python,
            "--require-hashes",
            "--constraints",
            paths.REQUIREMENTS / "estuary.txt",
            "--requirements",
            asked,
        ],
    ]
    for command in commands:
        done = run(command)
        assert done.returncode == 0, done.stderr
    return python
