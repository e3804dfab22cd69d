"""Which build of the UI a page names: the one whose files are served."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from rooms import pages
from rooms.exceptions import Misconfigured


def build(folder: Path, name: str) -> None:
    """What Vite leaves behind, as far as a page needs it."""
    manifest = {
        "src/app/main.tsx": {"file": f"assets/{name}.js", "isEntry": True, "css": [f"assets/{name}.css"]},
    }
    (folder / "rooms").mkdir(parents=True)
    (folder / "rooms" / "manifest.json").write_text(json.dumps(manifest))


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Django finds static files that were not collected yet."""
    folder = tmp_path / "source"
    build(folder, "new")
    monkeypatch.setattr("rooms.pages.built.finders.find", lambda name: str(folder / name))
    return folder


def test_a_build_that_was_not_collected_yet_is_not_named(
    source: Path, tmp_path: Path, settings: Settings
) -> None:
    build(tmp_path / "collected", "served")
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.DEBUG = False
    assert pages.built_ui()["script"] == "/static/rooms/assets/served.js"


def test_in_development_the_newest_build_counts(source: Path, tmp_path: Path, settings: Settings) -> None:
    build(tmp_path / "collected", "old")
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.DEBUG = True
    assert pages.built_ui()["script"] == "/static/rooms/assets/new.js"


def test_files_that_are_served_from_elsewhere_leave_the_build_itself(
    source: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = tmp_path / "empty"
    assert pages.built_ui() == {
        "script": "/static/rooms/assets/new.js",
        "styles": ["/static/rooms/assets/new.css"],
        "preload": [],
    }


def test_without_any_build_it_says_what_to_run(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setattr("rooms.pages.built.finders.find", lambda name: None)
    with pytest.raises(Misconfigured, match="make build-ui"):
        pages.built_ui()
