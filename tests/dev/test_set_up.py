"""What is installed and built, and when not: tools of our own making on the PATH write down how they were called."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dev import chromium, paths, python_packages, system_packages, uv
from dev.failure import Problem
from tests.dev.conftest import RunDev

Programs = Callable[..., str]

# `$0.calls` lies beside the program.
NOTE = 'echo "$@" >> "$0.calls"\n'


def calls(programs: str, name: str) -> list[str]:
    file = Path(programs) / f"{name}.calls"
    said = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return said


# --- The UI
@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    folder = tmp_path / "copy" / "frontend"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.tsx").write_text("export {}")
    (folder / "package-lock.json").write_text("{}")
    return folder


NPM = NOTE + (
    'case "$1 $2" in "ci "*) mkdir -p node_modules;; '
    '"run build") mkdir -p ../rooms/static/rooms && echo {} > ../rooms/static/rooms/manifest.json;; esac'
)


def test_the_ui_is_built_again_only_when_something_changed(
    run_dev: RunDev, programs: Programs, frontend: Path
) -> None:
    tools = programs(node="echo v20.20.2", npm=NPM)

    def build() -> list[str]:
        done = run_dev("build-ui", PATH=f"{tools}:/usr/bin:/bin")
        assert done.returncode == 0, done.stderr
        return [line.partition(" --")[0] for line in calls(tools, "npm")]

    assert build() == ["ci", "run build"]
    assert build() == []
    (frontend / "src" / "main.tsx").write_text("export const changed = 1")
    assert build() == ["run build"]
    (frontend / "package-lock.json").write_text('{"changed": 1}')
    assert build() == ["ci", "run build"]
    (frontend.parent / "rooms" / "static" / "rooms" / "manifest.json").unlink()
    assert build() == ["run build"]
    assert build() == []


def test_a_build_that_fails_shows_its_last_words_and_is_tried_again(
    run_dev: RunDev, programs: Programs, frontend: Path
) -> None:
    tools = programs(
        node="echo v20.20.2",
        npm='test "$1" = ci && mkdir -p node_modules && exit; echo main.tsx: oh dear; exit 1',
    )
    for _ in range(2):
        done = run_dev("build-ui", PATH=f"{tools}:/usr/bin:/bin")
        assert done.returncode == 1
        assert "main.tsx: oh dear" in done.stderr
        assert done.stderr.rstrip().endswith("The UI could not be built.")


def test_the_pages_are_weighed_on_a_build_of_now(run_dev: RunDev, programs: Programs, frontend: Path) -> None:
    tools = programs(node="echo v20.20.2", npm=NPM + '\ncase "$*" in *size) echo Lobby 144 KiB;; esac')
    done = run_dev("size", PATH=f"{tools}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("Lobby 144 KiB")
    assert [line.partition(" --")[0] for line in calls(tools, "npm")] == ["ci", "run build", "run"]


def test_a_page_that_is_too_heavy_ends_with_its_figures(
    run_dev: RunDev, programs: Programs, frontend: Path
) -> None:
    heavy = 'case "$*" in *size) echo Lobby 171 KiB; exit 1;; esac'
    tools = programs(node="echo v20.20.2", npm=f"{NPM}\n{heavy}")
    done = run_dev("size", PATH=f"{tools}:/usr/bin:/bin")
    assert done.returncode == 1
    assert "Lobby 171 KiB" in done.stderr
    assert "A page is heavier than it may be." in done.stderr


# --- Python packages
UV = NOTE + (
    "for last; do :; done\n"
    'case "$1" in --version) echo uv 0.9.1;; '
    f'venv) mkdir -p "$last/bin"; ln -sf {sys.executable} "$last/bin/python";; '
    'pip) test ! -e "$0.broken" || { echo no route to the index; exit 2; };; esac'
)


@pytest.fixture
def working_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, path in {
        "ROOT": ".",
        "CACHE": ".cache",
        "REQUIREMENTS": "requirements",
        "VENV": ".venv",
    }.items():
        monkeypatch.setattr(paths, name, tmp_path / path)
    monkeypatch.setattr(paths, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / "requirements").mkdir()
    for name in ("estuary", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("django==5.2")
    return tmp_path


@pytest.fixture
def tools(working_copy: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = programs(uv=UV)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def synced(tools: str) -> list[str]:
    return [line.rpartition("/")[2] for line in calls(tools, "uv") if line.startswith("pip sync")]


def test_packages_are_installed_once_and_again_when_the_lock_changes(tools: str, working_copy: Path) -> None:
    python_packages.install("estuary")
    assert synced(tools) == ["estuary.txt"]
    python_packages.install("estuary")
    assert synced(tools) == []
    (working_copy / "requirements" / "estuary.txt").write_text("django==5.2.1")
    python_packages.install("estuary")
    assert synced(tools) == ["estuary.txt"]


def test_running_does_not_take_away_what_testing_has_installed(tools: str, working_copy: Path) -> None:
    python_packages.install("estuary")
    python_packages.install("dev")
    assert synced(tools) == ["estuary.txt", "dev.txt"]
    python_packages.install("estuary")
    assert synced(tools) == []
    (working_copy / "requirements" / "dev.txt").write_text("django==5.2.1")
    python_packages.install("estuary")
    assert synced(tools) == ["dev.txt"]


def test_a_broken_venv_is_made_anew(tools: str, working_copy: Path) -> None:
    python_packages.install("estuary")
    python = working_copy / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    python_packages.install("estuary")
    assert synced(tools) == ["estuary.txt", "estuary.txt"]
    assert python.exists()


def test_a_failed_installation_shows_why_and_is_tried_again(tools: str) -> None:
    broken = Path(tools) / "uv.broken"
    broken.touch()
    with pytest.raises(Problem, match="could not be installed") as failure:
        python_packages.install("estuary")
    assert failure.value.details == "no route to the index"
    broken.unlink()
    calls(tools, "uv")
    python_packages.install("estuary")
    assert synced(tools) == ["estuary.txt"]


def test_an_old_uv_is_not_used(
    working_copy: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", programs(uv="echo uv 0.4.30"))
    own = working_copy / ".cache" / f"uv-{uv.VERSION}" / "bin" / "uv"
    own.parent.mkdir(parents=True)
    own.touch()
    assert uv.find() == own


def test_the_pinned_uv_is_the_one_in_its_lock_file() -> None:
    lock = (paths.REQUIREMENTS / "uv.txt").read_text()
    assert f"\nuv=={uv.VERSION} \\\n" in lock
    assert lock.count("--hash=sha256:") > 5


def test_uv_is_told_of_the_index_that_pip_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.company.example/simple")
    assert uv.environment()["UV_DEFAULT_INDEX"] == "https://packages.company.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.company.example/simple")
    assert uv.environment()["UV_DEFAULT_INDEX"] == "https://own.company.example/simple"


# --- System packages
def test_a_missing_chromium_is_installed_and_that_is_said(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    put = 'case "$*" in *install*) /bin/ln -s /bin/true "${0%/*}/chromium";; esac'
    folder = programs(apt_get=NOTE + put)
    monkeypatch.setenv("PATH", folder)
    assert chromium.find_or_install() == f"{folder}/chromium"
    assert (
        "No Chromium was found. Installing system packages with apt-get: chromium" in capsys.readouterr().out
    )
    updated, installed = calls(folder, "apt-get")
    assert updated.endswith(" update")
    assert installed.endswith(" install --no-install-recommends --no-remove chromium fonts-liberation")


def test_an_installation_that_fails_ends_with_the_line_to_type(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", programs(apt_get="exit 100"))
    with pytest.raises(Problem, match=r"sudo apt-get install chromium$"):
        system_packages.install("chromium", because="No Chromium was found.")


def test_without_root_and_sudo_nothing_is_tried(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = programs(apt_get=NOTE)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", folder)
    with pytest.raises(Problem, match="needs root"):
        system_packages.install("chromium", because="No Chromium was found.")
    assert calls(folder, "apt-get") == []


def test_sudo_is_used_where_it_asks_for_no_password(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = programs(apt_get=NOTE, sudo='shift; case "$1" in true) exit 0;; *) exec "$@";; esac')
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    monkeypatch.setenv("PATH", folder)
    system_packages.install("chromium", because="No Chromium was found.")
    assert len(calls(folder, "apt-get")) == 2


def test_a_system_without_apt_is_told_what_is_missing(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", programs())
    with pytest.raises(Problem, match=r"No Chromium was found\. Install it, then try again\."):
        system_packages.install("chromium", because="No Chromium was found.")


def test_a_chromium_that_was_named_must_be_there(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = programs(my_browser="exit 0")
    monkeypatch.setenv("CHROMIUM", f"{folder}/my-browser")
    assert chromium.find_or_install() == f"{folder}/my-browser"
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Problem, match="CHROMIUM=/nowhere/chromium is not a program"):
        chromium.find_or_install()
