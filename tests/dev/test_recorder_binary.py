"""The recorder is built from our own sources: again when they have changed, and not when nothing has."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dev import paths, recorder_binary
from dev.failure import Problem
from dev.recorder_binary import RECORDER, find_or_build

Programs = Callable[..., str]

#: Writes where it is told to, and counts how often it was asked to.
GO = (
    'test "$1" = env && echo go1.26.0 && exit\n'
    '/bin/echo built >> "${0%/*}/builds"\n'
    'while test "$1" != -o; do shift; done; /bin/echo a program > "$2"'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module of some files, and nothing built yet."""
    folder = tmp_path / "recorder"
    (folder / "internal" / "plan").mkdir(parents=True)
    (folder / "go.mod").write_text("module recorder\n")
    (folder / "main.go").write_text("package main\n")
    (folder / "internal" / "plan" / "plan.go").write_text("package plan\n")
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(paths, "MEDIA_RECORDER", folder)
    monkeypatch.setattr(recorder_binary, "RECORDER", RECORDER.__class__("the recorder", "r", folder, ".", ""))
    find_or_build.cache_clear()
    yield folder
    find_or_build.cache_clear()


@pytest.fixture
def builds(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often Go has built since."""
    folder = programs(go=GO)
    monkeypatch.setenv("PATH", folder)
    log = Path(folder) / "builds"
    return lambda: len(log.read_text().splitlines()) if log.exists() else 0


def again() -> Path:
    """As the next `make run` asks."""
    find_or_build.cache_clear()
    return find_or_build()


def test_it_is_built_once(builds: Callable[[], int]) -> None:
    first = find_or_build()
    assert first.read_text() == "a program\n"
    assert again() == first
    assert builds() == 1


@pytest.mark.parametrize("changed", ["go.mod", "main.go", "internal/plan/plan.go", "internal/plan/new.go"])
def test_it_is_built_again_when_a_source_changes(
    changed: str, folder: Path, builds: Callable[[], int]
) -> None:
    first = find_or_build()
    with (folder / changed).open("a") as file:
        file.write("// more\n")
    assert again() != first
    assert builds() == 2


def test_a_source_that_moves_makes_another_program(folder: Path, builds: Callable[[], int]) -> None:
    first = find_or_build()
    (folder / "internal" / "plan" / "plan.go").rename(folder / "internal" / "plan" / "job.go")
    assert again() != first


@pytest.mark.parametrize("changed", ["README.md", "main_test.go", "internal/plan/testdata/page.html"])
def test_what_is_not_part_of_the_program_builds_nothing(
    changed: str, folder: Path, builds: Callable[[], int]
) -> None:
    first = find_or_build()
    (folder / changed).parent.mkdir(exist_ok=True)
    (folder / changed).write_text("words\n")
    assert again() == first
    assert builds() == 1


def test_the_newest_are_kept_and_older_ones_go(folder: Path, builds: Callable[[], int]) -> None:
    made = []
    for number in range(5):
        (folder / "main.go").write_text(f"package main // {number}\n")
        made.append(again())
        os.utime(made[-1], (number, number))
    assert [path.exists() for path in made] == [False, False, True, True, True]


def test_without_go_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="no Go to build the recorder") as failure:
        find_or_build()
    assert failure.value.next_step == (
        "Install Go 1.26 or newer (https://go.dev/dl/), or leave recording out."
    )


def test_one_that_does_not_compile_leaves_nothing_behind(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = 'test "$1" = env && echo go1.26.0 && exit; echo main.go:3: undefined: nobody >&2; exit 1'
    monkeypatch.setenv("PATH", programs(go=go))
    with pytest.raises(Problem, match=r"The recorder could not be built\.") as failure:
        find_or_build()
    assert failure.value.details == "main.go:3: undefined: nobody"
    assert list((paths.CACHE / "bin").iterdir()) == []


def test_the_real_sources_are_found_and_none_of_their_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(RECORDER.folder, copy)
    monkeypatch.setattr(paths, "MEDIA_RECORDER", copy)
    names = {path.name for path in recorder_binary.sources()}
    assert {"go.mod", "go.sum", "plan.go"} <= names
    assert not any(name.endswith(("_test.go", ".md")) for name in names)
