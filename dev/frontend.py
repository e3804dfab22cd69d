"""The room's UI: its npm packages, and its build into rooms/static/rooms."""

import shutil

from dev import paths, stamps, versions
from dev.console import console
from dev.failure import Problem
from dev.quiet_command import QuietCommand

OLDEST_NODE = (20, 0, 0)
NOT_SOURCES = {"node_modules", "coverage", "dist"}

_installed = stamps.Stamp("npm-packages")
_built = stamps.Stamp("ui")


def demand_node() -> str:
    """Raise a Problem unless Node and npm are there. Returns Node's version as it prints it."""
    printed = versions.printed_by(["node", "--version"])
    needed = ".".join(map(str, OLDEST_NODE[:2]))
    next_step = f"Install Node.js {needed} or newer with npm (https://nodejs.org/)."
    if not printed:
        raise Problem("Node.js was not found on the PATH.", next_step)
    if (versions.parse(printed) or ()) < OLDEST_NODE:
        raise Problem(f"Node.js {printed} is too old.", next_step)
    if shutil.which("npm") is None:
        raise Problem("npm was not found on the PATH.", next_step)
    return printed


def install() -> None:
    """`npm ci`, when package-lock.json or Node has changed since, or node_modules is gone."""
    current = stamps.digest([paths.FRONTEND / "package-lock.json"], demand_node().split(".")[0])
    if _installed.is_fresh(current) and (paths.FRONTEND / "node_modules").is_dir():
        return
    _installed.clear()
    # --include=dev: the build tools, also where NODE_ENV says production.
    QuietCommand(
        "npm-ci", ["npm", "ci", "--include=dev", "--no-audit", "--no-fund"], directory=paths.FRONTEND
    ).run(
        "installing npm packages",
        failed="The npm packages could not be installed.",
        next_step="Is the npm registry reachable?",
    )
    _installed.set(current)


def build() -> None:
    """`npm ci` and `npm run build`, when a source has changed since, or the result is gone."""
    sources = [path for path in paths.FRONTEND.iterdir() if path.name not in NOT_SOURCES]
    current = stamps.digest(sources)
    if _built.is_fresh(current) and (paths.BUILT_UI / "manifest.json").exists():
        return
    install()
    _built.clear()
    QuietCommand("build-ui", ["npm", "run", "build"], directory=paths.FRONTEND).run(
        "building the UI", failed="The UI could not be built."
    )
    _built.set(current)


def measure() -> None:
    """`make size`: build if needed, then weigh what a page loads.

    Raises:
        Problem: with the figures, when a page is heavier than it may be.
    """
    build()
    install()
    figures = QuietCommand("size", ["npm", "run", "--silent", "size"], directory=paths.FRONTEND).run(
        "weighing the pages",
        failed="A page is heavier than it may be.",
        next_step="frontend/.size-limit.ts says what counts.",
    )
    console.say(figures.rstrip())
