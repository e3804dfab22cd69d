"""A wheel without the built pages would install, migrate, and then show 503 to everyone: it is not made."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Where `make build-ui` puts what it builds, and what it names there.
BUILT_UI = Path("rooms") / "static" / "rooms"


class BuiltUIHook(BuildHookInterface):  # type: ignore[misc]
    """Runs before a wheel and before a source distribution, from which a wheel may be made later."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Stop here where pages are missing. An editable installation takes them from where they are built.

        Args:
            version: `standard` or `editable`.
        """
        missing = [] if version == "editable" else list(missing_files(Path(self.root)))
        if missing:
            self.app.abort(
                f"The UI is not built ({missing[0]} is missing), and rooms is not packed without its pages. "
                "In a clone of the repository, run: make build-ui"
            )


def missing_files(root: Path) -> Iterator[str]:
    """Each file that the manifest names and that is not there; the manifest itself, where it cannot be read."""
    manifest = BUILT_UI / "manifest.json"
    try:
        parts = json.loads((root / manifest).read_text(encoding="utf-8")).values()
        if not any(part.get("isEntry") for part in parts):
            raise ValueError("no entry")
    except (OSError, ValueError, AttributeError):
        yield str(manifest)
        return
    for part in parts:
        for name in (part["file"], *part.get("css", ()), *part.get("assets", ())):
            if not (root / BUILT_UI / name).is_file():
                yield str(BUILT_UI / name)
