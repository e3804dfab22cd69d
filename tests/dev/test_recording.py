"""What belongs to a product that records, and what is said where it cannot."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dev import demo_data, paths, recorder_binary, recording, recording_programs, run, running
from dev.environment import LiveKitAccess, product_environment
from dev.failure import Problem
from dev.local_secrets import LocalSecrets
from dev.recording_programs import RecordingPrograms
from tests.dev.conftest import RunDev
from tests.dev.test_command_line import last_line

Programs = Callable[..., str]


# --- What the person wants
@pytest.mark.parametrize(
    ("said", "wanted"), [("", False), ("0", False), ("no", False), ("1", True), ("Yes", True), ("true", True)]
)
def test_a_recorder_comes_when_asked_for(said: str, wanted: bool) -> None:
    assert recording.is_wanted({"RECORDING": said}) is wanted


def test_without_a_word_there_is_none() -> None:
    assert not recording.is_wanted({})


def test_what_is_neither_yes_nor_no_is_asked_about() -> None:
    with pytest.raises(Problem, match="RECORDING=maybe is neither yes nor no"):
        recording.is_wanted({"RECORDING": "maybe"})


def test_settings_of_the_recorder_itself_reach_it_and_nothing_else_does() -> None:
    around = {"RECORDER_MAX_JOBS": "3", "RECORDING": "1", "ROOMS_EMPTY_TIMEOUT": "5", "HOME": "/root"}
    assert recording.wishes(around) == {"RECORDER_MAX_JOBS": "3"}


# --- What is missing
def test_with_a_livekit_of_ones_own_it_is_said_what_a_recorder_needs(run_dev: RunDev) -> None:
    done = run_dev(
        "run",
        RECORDING="1",
        LIVEKIT_HOST="https://rooms.livekit.example",
        LIVEKIT_API_KEY="key",
        LIVEKIT_API_SECRET="s" * 32,
    )
    assert done.returncode == 1
    said = last_line(done.stderr)
    assert "the Redis of its LiveKit, and that of https://rooms.livekit.example is not ours" in said
    assert "docs/operate.md" in said


NODE = {"node": "echo v22.1.0", "npm": "echo 10.0.0"}


def test_without_apt_it_is_said_what_to_install(run_dev: RunDev, programs: Programs) -> None:
    done = run_dev(
        "run", PATH=programs(**NODE), CHROMIUM="", RECORDING="1", PORT="21873", LIVEKIT_PORT="21874"
    )
    assert done.returncode == 1
    assert last_line(done.stderr) == (
        "To record, Xvfb, PulseAudio, ffmpeg, ffprobe, Redis and Chromium must be there. "
        "Install it, then try again."
    )


def test_without_go_it_is_said_too(run_dev: RunDev, programs: Programs) -> None:
    there = ("Xvfb", "pulseaudio", "ffmpeg", "ffprobe", "redis_server", "chromium")
    path = programs(**NODE, **dict.fromkeys(there, "echo 1.0"))
    done = run_dev("run", PATH=path, RECORDING="1", PORT="21873", LIVEKIT_PORT="21874")
    assert done.returncode == 1
    assert last_line(done.stderr).startswith("There is no Go to build the recorder with. Install Go 1.26")
    assert last_line(done.stderr).endswith("or leave recording out.")


# --- What could be safer
def test_root_reads_that_chromium_has_no_sandbox_and_how_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    said = recording.warning({})
    assert said.startswith("You are root: the Chromium that records runs without its sandbox.")
    assert "where another user runs make run" in said


def test_who_turned_the_sandbox_off_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert recording.warning({"RECORDER_SANDBOX": "Off"}) == ""


def test_nobody_else_reads_of_sandboxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert recording.warning({}) == ""


def test_it_is_said_while_the_product_is_set_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(recording_programs, "find_or_install", lambda: RecordingPrograms("/chromium", {}))
    monkeypatch.setattr(recorder_binary, "find_or_build", lambda: Path("/recorder"))
    run._set_up_recording()
    assert "  ! You are root: " in capsys.readouterr().out


# --- What Django is told
def test_django_is_told_where_the_page_is_and_where_files_go(tmp_path: Path) -> None:
    assert recording.told_to_django("http://127.0.0.1:8000", tmp_path, "http://127.0.0.1:9/healthz") == {
        "RECORDER_PAGE_URL": "http://127.0.0.1:8000/record/",
        "ROOMS_RECORDINGS_ROOT": str(tmp_path / "recordings"),
        "ROOMS_RECORDER_HEALTH_URL": "http://127.0.0.1:9/healthz",
        "ROOMS_STREAM_PRIVATE_ADDRESSES": "1",
    }


def test_somebodys_own_recorder_is_not_ours_to_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without RECORDING=1 nothing in a shell's environment turns it on."""
    monkeypatch.setenv("RECORDER_PAGE_URL", "https://rooms.example/record/")
    seen = product_environment(
        directory=tmp_path,
        static_root=tmp_path,
        secrets=LocalSecrets("django", "key", "secret"),
        livekit=LiveKitAccess("http://127.0.0.1:7880", "key", "secret"),
        extra={},
    )
    assert "RECORDER_PAGE_URL" not in seen


# --- Demo data beside it
@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("RECORDING", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "VAR", tmp_path)
    monkeypatch.setattr(running, "_note", tmp_path / "running.json")
    monkeypatch.setattr(running, "_lock", tmp_path / "running.lock")
    return tmp_path


def test_demo_data_records_as_the_product_that_runs(own_folder: Path) -> None:
    told = {"RECORDER_PAGE_URL": "http://127.0.0.1:8001/record/"}
    with running.only_one("http://127.0.0.1:8001", "http://127.0.0.1:7881", told):
        found = running.find()
        assert found == running.Running("http://127.0.0.1:8001", "http://127.0.0.1:7881", os.getpid(), told)
        assert demo_data._recording() == told


def test_a_product_that_does_not_record_is_left_so(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECORDING", "1")
    with running.only_one("http://127.0.0.1:8001", "http://127.0.0.1:7881"):
        assert demo_data._recording() == {}


def test_where_none_runs_demo_data_does_as_it_is_told(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo_data._recording() == {}
    monkeypatch.setenv("RECORDING", "1")
    monkeypatch.setenv("PORT", "8003")
    assert demo_data._recording() == {
        "RECORDER_PAGE_URL": "http://127.0.0.1:8003/record/",
        "ROOMS_RECORDINGS_ROOT": str(own_folder / "recordings"),
        "ROOMS_RECORDER_HEALTH_URL": "",
        "ROOMS_STREAM_PRIVATE_ADDRESSES": "1",
    }
