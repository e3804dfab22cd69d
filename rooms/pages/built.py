"""Which files of the built UI a page names."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

from rooms.exceptions import Misconfigured

#: The pages of the built UI, as Vite calls them; another entry is for pages of the host.
ROOM = "src/app/main.tsx"
RECORD = "src/record/main.tsx"
RECORDINGS = "src/recordings/page.ts"


def built_ui(entry: str = ROOM) -> dict[str, Any]:
    """Addresses of the built files of a page, by Vite's manifest.

    The names are hashed by the build: they are not hashed again, because the same module under two addresses
    would be run twice.

    Args:
        entry: a page's source, as Vite calls it.

    Raises:
        Misconfigured: the UI was not built.
    """
    path = _find_manifest()
    try:
        return _read_manifest(path, path.stat().st_mtime_ns, entry)
    except (OSError, ValueError, KeyError) as error:
        # Not there, half written, or not Vite's.
        raise Misconfigured("The UI is not built. Run `make build-ui`.") from error


def _find_manifest() -> Path:
    """The manifest beside the files that are served: a build that was not collected yet must not be named."""
    collected = Path(settings.STATIC_ROOT or "") / "rooms/manifest.json"
    if not settings.DEBUG and collected.exists():
        return collected
    found = finders.find("rooms/manifest.json")
    return Path(found) if isinstance(found, str) else collected


@lru_cache(maxsize=8)
def _read_manifest(path: Path, modified: int, name: str) -> dict[str, Any]:
    manifest: dict[str, dict[str, Any]] = json.loads(path.read_text())
    entry = manifest[name]
    base = f"{settings.STATIC_URL}rooms/"
    imported = _imports_of(entry, manifest)
    # The build gives a style to the chunk whose code imports it: the entry's own are not all that it needs.
    styles = [file for part in (*imported, entry) for file in part.get("css", [])]
    return {
        "script": base + entry["file"],
        "styles": [base + file for file in dict.fromkeys(styles)],
        "preload": [base + part["file"] for part in imported],
    }


def _imports_of(part: dict[str, Any], manifest: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The chunks that a chunk imports, and those that they import, each once, the deepest first."""
    found: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()

    def walk(names: list[str]) -> None:
        for name in names:
            if name not in seen:  # Chunks may import each other in a circle.
                seen.add(name)
                walk(manifest[name].get("imports", []))
                found[name] = manifest[name]

    walk(part.get("imports", []))
    return list(found.values())
