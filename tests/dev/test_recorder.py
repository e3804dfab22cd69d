"""The recorder as a process: started with what it must know, waited for, crashed, ended; tests/recording records."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import recorder, recorder_binary, recording_programs
from dev.failure import Problem
from dev.livekit import LiveKitServer
from dev.recorder import Recorder
from dev.recording_programs import RecordingPrograms
from dev.stack import Stack

REDIS = "redis://:a-password@127.0.0.1:6390"
SPEAKS = Path(__file__).parent / "speaking_for_a_recorder.py"


@pytest.fixture(autouse=True)
def _one_that_records_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "recorder-program"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} {SPEAKS}\n")
    program.chmod(0o755)
    monkeypatch.setattr(recorder_binary, "find_or_build", lambda: program)
    found = RecordingPrograms(browser="/usr/bin/chromium", others={"ffmpeg": Path("/usr/bin/ffmpeg")})
    monkeypatch.setattr(recording_programs, "find_or_install", lambda: found)
    monkeypatch.setenv("SECRET_KEY", "of somebody's Django")
    monkeypatch.setenv("RECORDER_S3_SECRET_KEY", "of somebody's bucket")


@pytest.fixture
def livekit(tmp_path: Path) -> LiveKitServer:
    return LiveKitServer(directory=tmp_path)


@pytest.fixture
def worker(tmp_path: Path, livekit: LiveKitServer) -> Iterator[Recorder]:
    made = Recorder(directory=tmp_path, livekit=livekit, page_url="http://127.0.0.1:8000/record/")
    yield made
    made.stop()


def test_it_knows_its_redis_its_livekit_and_its_folders(
    worker: Recorder, livekit: LiveKitServer, tmp_path: Path
) -> None:
    worker.start(REDIS)
    status, said = worker.health()
    seen = said["seen"]
    assert status == 200
    assert seen["RECORDER_REDIS"] == REDIS
    assert (seen["LIVEKIT_API_KEY"], seen["LIVEKIT_API_SECRET"]) == (livekit.key, livekit.secret)
    assert seen["RECORDER_LIVEKIT_URL"] == livekit.ws_url
    assert seen["RECORDER_PAGE_URL"] == "http://127.0.0.1:8000/record/"
    assert seen["RECORDER_OUTPUT_DIR"] == str(tmp_path / "recordings")
    assert seen["RECORDER_CHROMIUM"] == "/usr/bin/chromium"
    assert "of somebody's bucket" not in seen.values()


def test_its_folders_are_its_owners_alone(worker: Recorder) -> None:
    worker.start(REDIS)
    for folder in (worker.output, worker.work):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_given_has_the_last_word(tmp_path: Path, livekit: LiveKitServer) -> None:
    more = {"RECORDER_MAX_JOBS": "7"}
    worker = Recorder(directory=tmp_path, livekit=livekit, page_url="http://x/record/", extra=more)
    try:
        worker.start(REDIS)
        assert worker.health()[1]["seen"]["RECORDER_MAX_JOBS"] == "7"
    finally:
        worker.stop()


def test_after_a_crash_it_is_gone_and_comes_back_at_the_same_address(worker: Recorder) -> None:
    worker.start(REDIS)
    where = worker.health_url
    worker.kill()
    assert worker.health() == (0, {})
    assert not worker.healthy()
    worker.start(REDIS)
    assert worker.healthy()
    assert worker.health_url == where


def test_another_redis_is_told_at_the_next_start(worker: Recorder) -> None:
    worker.start(REDIS)
    worker.stop()
    worker.start("redis://:another@127.0.0.1:6390")
    assert worker.health()[1]["seen"]["RECORDER_REDIS"] == "redis://:another@127.0.0.1:6390"


def test_one_that_refuses_its_configuration_is_told_with_its_words(
    worker: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.child.environment["REFUSES"] = "1"
    worker._redis = REDIS
    with pytest.raises(Problem, match="The recorder ended right after its start") as failure:
        worker.start(REDIS)
    assert failure.value.details == "RECORDER_REDIS is missing"


def test_one_that_is_never_ready_is_not_waited_for_for_ever(
    worker: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "READY_SECONDS", 1.0)
    worker.child.environment["NOT_READY"] = "1"
    worker._redis = REDIS
    with pytest.raises(Problem, match="The recorder was not ready after 1 s"):
        worker.start(REDIS)
    assert not worker.child.running


def test_a_stack_that_records_has_one_and_tells_django_of_it(tmp_path: Path) -> None:
    stack = Stack(directory=tmp_path, recording=True)
    assert stack.recorder.child in stack.children
    assert stack.environment["RECORDER_PAGE_URL"] == f"{stack.url}/record/"
    assert stack.environment["ROOMS_RECORDINGS_ROOT"] == str(stack.recorder.output)
    assert stack.environment["ROOMS_RECORDER_HEALTH_URL"] == stack.recorder.health_url
    assert stack.told_of_recording.items() <= stack.environment.items()


def test_another_stack_has_none_and_says_how_to_get_one(tmp_path: Path) -> None:
    stack = Stack(directory=tmp_path)
    assert stack.told_of_recording == {}
    assert not any("RECORD" in name for name in stack.environment)
    with pytest.raises(Problem, match="no recorder") as failure:
        _ = stack.recorder
    assert failure.value.next_step == "Make it with recording=True."
