"""What `uv build` makes, and what it refuses to make."""

import json
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from dev import paths, uv
from tests.wheel.building import build, clone, run

UI = "rooms/static/rooms/"


def built_ui(files: ZipFile) -> set[str]:
    """Every file that the manifest in the wheel names."""
    manifest = json.loads(files.read(f"{UI}manifest.json"))
    return {UI + name for part in manifest.values() for name in (part["file"], *part.get("css", []))}


class TestAWheel:
    def test_holds_the_pages_that_its_manifest_names(self, wheel: Path) -> None:
        with ZipFile(wheel) as files:
            assert built_ui(files) <= set(files.namelist())
            assert any(name.endswith(".js") for name in built_ui(files))

    def test_holds_all_that_the_app_needs_beside_its_modules(self, wheel: Path) -> None:
        with ZipFile(wheel) as files:
            names = set(files.namelist())
        assert names >= {
            "rooms/py.typed",
            "rooms/locale/de/LC_MESSAGES/django.mo",
            "rooms/templates/rooms/room.html",
            "rooms/migrations/0001_initial.py",
            "rooms/management/commands/rooms_worker.py",
        }

    def test_holds_nothing_else(self, wheel: Path) -> None:
        with ZipFile(wheel) as files:
            names = files.namelist()
        about = wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"
        assert {name.split("/")[0] for name in names} == {"rooms", about}
        assert not [name for name in names if "__pycache__" in name]

    def test_made_by_way_of_a_source_distribution_is_the_same(self, wheel: Path, tmp_path: Path) -> None:
        """`uv build` alone, and pip where a site takes no wheels, make one first."""
        done = build(paths.ROOT, tmp_path)
        assert done.returncode == 0, done.stderr

        [again], [source] = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
        with ZipFile(wheel) as one, ZipFile(again) as other:
            assert set(one.namelist()) == set(other.namelist())
        with tarfile.open(source) as files:
            tops = {name.split("/")[1] for name in files.getnames()}
        assert tops <= {
            "rooms",
            "hatch_build.py",
            "pyproject.toml",
            "PKG-INFO",
            "README.md",
            "LICENSE",
            ".gitignore",
        }


class TestWithoutPages:
    """Nobody shall find out from their clients that a step was left out."""

    @pytest.mark.parametrize("what", ["--wheel", "--sdist"])
    def test_none_is_made_and_the_step_is_named(self, what: str, tmp_path: Path) -> None:
        done = build(clone(tmp_path / "clone"), tmp_path / "made", what)

        assert done.returncode != 0
        assert "The UI is not built" in done.stderr
        assert "make build-ui" in done.stderr
        assert "Traceback" not in done.stderr
        assert not list((tmp_path / "made").glob("rooms*"))

    @pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"x": {"file": "assets/x.js"}}'])
    def test_nor_with_a_manifest_that_is_none(self, manifest: str, tmp_path: Path) -> None:
        source = clone(tmp_path / "clone", with_pages=True)
        (source / UI / "manifest.json").write_text(manifest)

        done = build(source, tmp_path / "made", "--wheel")

        assert done.returncode != 0
        assert f"{UI}manifest.json is missing" in done.stderr

    def test_nor_with_half_a_build(self, tmp_path: Path) -> None:
        source = clone(tmp_path / "clone", with_pages=True)
        a_script = next((source / UI / "assets").glob("main-*.js"))
        a_script.unlink()

        done = build(source, tmp_path / "made", "--wheel")

        assert done.returncode != 0
        assert f"{UI}assets/{a_script.name} is missing" in done.stderr.replace("\n", " ")

    def test_developers_may_install_it_all_the_same(self, tmp_path: Path) -> None:
        """An editable installation takes the pages from where they will be built."""
        source, environment = clone(tmp_path / "clone"), tmp_path / "environment"
        assert run([uv.find(), "venv", environment]).returncode == 0
        python = environment / "bin" / "python"

        done = run(
            [
                *(uv.find(), "pip", "install", "--python", python, "--no-deps"),
                *("--build-constraints", paths.REQUIREMENTS / "build.txt", "--editable", source),
            ]
        )

        assert done.returncode == 0, done.stderr
        where = run([python, "-c", "import rooms; print(rooms.__file__)"], cwd=tmp_path)
        assert where.stdout.strip() == str(source / "rooms" / "__init__.py")
