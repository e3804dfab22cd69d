"""What is remembered between two starts, and for whom."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dev import paths, running, stamps
from dev.failure import Problem
from dev.local_secrets import LocalSecrets


@pytest.fixture(autouse=True)
def working_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "CACHE", tmp_path / ".cache")
    monkeypatch.setattr(paths, "VAR", tmp_path / "var")
    monkeypatch.setattr(running, "_note", tmp_path / "var" / "running.json")
    monkeypatch.setattr(running, "_lock", tmp_path / "var" / "running.lock")
    return tmp_path


def test_secrets_survive_a_restart_and_are_ours_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secrets.json"
    first = LocalSecrets.keep_in(file)
    assert LocalSecrets.keep_in(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(first.livekit_api_secret) >= 32
    assert len({first.django_secret_key, first.livekit_api_key, first.livekit_api_secret}) == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"django_secret_key": "x"}'])
def test_a_broken_file_of_secrets_is_made_anew(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(content)
    made = LocalSecrets.keep_in(file)
    assert json.loads(file.read_text())["django_secret_key"] == made.django_secret_key


def test_a_digest_follows_contents_names_and_words_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "a.ts").write_text("one")
    before = stamps.digest([folder], "node 20")
    os.utime(folder / "a.ts", (1, 1))
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").touch()
    assert stamps.digest([folder], "node 20") == before
    assert stamps.digest([folder], "node 22") != before
    (folder / "a.ts").write_text("two")
    changed = stamps.digest([folder], "node 20")
    (folder / "a.ts").rename(folder / "b.ts")
    assert len({before, changed, stamps.digest([folder], "node 20")}) == 3


def test_a_stamp_is_fresh_for_what_it_was_set_to_only() -> None:
    stamp = stamps.Stamp("ui")
    assert not stamp.is_fresh("one")
    stamp.set("one")
    assert stamps.Stamp("ui").is_fresh("one")
    assert not stamp.is_fresh("two")
    stamp.clear()
    assert not stamp.is_fresh("one")


def test_nobody_runs_in_a_fresh_clone() -> None:
    assert running.find() is None


def test_who_runs_can_be_found_while_it_runs_and_not_after() -> None:
    with running.only_one("http://127.0.0.1:8000", "http://127.0.0.1:7880"):
        found = running.find()
        assert found == running.Running("http://127.0.0.1:8000", "http://127.0.0.1:7880", os.getpid())
    assert running.find() is None


def test_a_second_one_is_refused() -> None:
    with (
        running.only_one("http://127.0.0.1:8000", "http://127.0.0.1:7880"),
        pytest.raises(Problem, match="has just been started in this working copy"),
        running.only_one("http://127.0.0.1:8001", "http://127.0.0.1:7881"),
    ):
        pytest.fail("two of them")


def test_one_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    program = (
        "import time\nfrom pathlib import Path\nfrom dev import running\n"
        f"running.paths.VAR = Path({str(tmp_path / 'var')!r})\n"
        "running._note, running._lock = (running.paths.VAR / n for n in ('running.json', 'running.lock'))\n"
        "with running.only_one('http://127.0.0.1:8000', 'x'):\n"
        "    print('runs', flush=True)\n    time.sleep(60)\n"
    )
    tools = Path(running.__file__).parent.parent
    with subprocess.Popen([sys.executable, "-c", program], cwd=tools, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"runs\n"
        found = running.find()
        assert found is not None
        assert found.process == other.pid
        other.kill()
        other.wait()
        deadline = time.monotonic() + 2
        while running.find() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert running.find() is None
