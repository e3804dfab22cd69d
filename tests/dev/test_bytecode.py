"""Python is not compiled anew by each program that a command starts, whatever the machine forbids."""

import subprocess
import sys
from pathlib import Path

import pytest

from dev import bytecode, paths


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of nobody, and a machine on which nothing is said about compiling."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "nobody.py").write_text("name = 'nobody'\n")
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        monkeypatch.setenv(name, "")  # so that it is taken back afterwards, whatever it was
        monkeypatch.delenv(name)
    return tmp_path / "sources"


def compiled_by_a_program(sources: Path) -> list[Path]:
    """Where a program that we start leaves what it compiled of those sources."""
    subprocess.run([sys.executable, "-c", "import nobody"], cwd=sources, check=True, timeout=60)
    return list(sources.parent.rglob("nobody*.pyc"))


def test_where_it_is_forbidden_beside_the_sources_it_is_kept_in_our_cache(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    bytecode.keep()
    (kept,) = compiled_by_a_program(sources)
    assert kept.is_relative_to(paths.CACHE / "bytecode")


def test_where_nothing_is_forbidden_it_stays_as_python_does_it(sources: Path) -> None:
    bytecode.keep()
    (kept,) = compiled_by_a_program(sources)
    assert kept.parent == sources / "__pycache__"


def test_a_folder_that_somebody_chose_is_theirs(
    sources: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "theirs"))
    bytecode.keep()
    (kept,) = compiled_by_a_program(sources)
    assert kept.is_relative_to(tmp_path / "theirs")


def test_forbidden_by_an_empty_word_is_not_forbidden(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Python reads the variable."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "")
    bytecode.keep()
    (kept,) = compiled_by_a_program(sources)
    assert kept.parent == sources / "__pycache__"
