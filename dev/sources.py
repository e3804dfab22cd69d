"""Commands that rewrite or remove files of the working copy."""

import os
import shutil
import tomllib

from dev import frontend, go_checks, paths, python_packages, uv
from dev.console import console
from dev.failure import Problem
from dev.quiet_command import QuietCommand


def rewrite_style() -> None:
    """ruff and Biome, both with their safe fixes, and gofmt where there is Go."""
    python_packages.install("dev")
    frontend.install()
    for name, what in (("ruff-fix", ["check", "--fix-only", "."]), ("ruff-format", ["format", "."])):
        QuietCommand(name, [paths.VENV_BIN / "ruff", *what]).run(f"ruff {what[0]}", failed="ruff failed.")
    QuietCommand("biome-format", ["npx", "biome", "check", "--write", "."], directory=paths.FRONTEND).run(
        "biome", failed="Biome found something that it cannot put right."
    )
    if shutil.which("go"):
        go_checks.rewrite()


def lock() -> None:
    """Write requirements/*.txt and frontend/package-lock.json anew; versions that still fit stay as they are.

    With UPGRADE=1 the Python packages become the newest that fit.
    """
    program = uv.own()
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    # No address in them: which mirror serves the packages is the business of each machine.
    options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11"]
    options += ["--custom-compile-command", "make lock", "--quiet", *upgrade]
    for extra in ("estuary", "dev"):
        _compile(program, [*options, "--extra", extra], "pyproject.toml", f"{extra}.txt")
    for name, packages in (("uv", [f"uv=={uv.VERSION}"]), ("build", _build_requires())):
        asked = paths.CACHE / f"{name}.in"
        asked.write_text("\n".join(packages) + "\n", encoding="utf-8")
        _compile(program, [*options, "--no-annotate"], str(asked), f"{name}.txt")
    frontend.demand_node()
    QuietCommand(
        "npm-lock",
        [
            "npm",
            "install",
            "--package-lock-only",
            "--omit-lockfile-registry-resolved",
            "--no-audit",
            "--no-fund",
        ],
        directory=paths.FRONTEND,
    ).run("frontend/package-lock.json", failed="npm could not write the lock file.")


def _build_requires() -> list[str]:
    """What makes the wheel."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requires: list[str] = project["build-system"]["requires"]
    return requires


def _compile(program: os.PathLike[str], options: list[str], source: str, target: str) -> None:
    QuietCommand(
        f"lock-{target}",
        [str(program), "pip", "compile", *options, source, "-o", f"requirements/{target}"],
        environment=uv.environment(),
    ).run(f"requirements/{target}", failed=f"requirements/{target} could not be made.")


def clean() -> None:
    """Remove what can be made again. Database, secrets and logs in var/ stay."""
    from dev import running

    if running.find():
        raise Problem("The product runs in this working copy.", "Stop it first.")
    for path in (paths.CACHE, paths.VENV, paths.BUILT_UI, paths.FRONTEND / "node_modules"):
        if path.exists():
            with console.step(f"removing {path.relative_to(paths.ROOT)}"):
                shutil.rmtree(path)
