"""The product with a recorder as `make run RECORDING=1` starts it: what it says of it, and how it ends."""

import time
from pathlib import Path

import pytest

from dev.stack import Stack
from tests.database import MakeStack
from tests.live.caller import Line, wait_until
from tests.recording.beacon import RED
from tests.recording.conftest import SHORT_TIMES
from tests.recording.movie import Movie
from tests.recording.processes import programs_of
from tests.recording.site import Site

pytestmark = pytest.mark.live


def test_it_is_ready_when_its_recorder_is(stack: Stack) -> None:
    status, said = stack.recorder.health()
    assert (status, said["status"], said["accepting"]) == (200, "ok", True)
    assert stack.health()[1]["recorder"] == "ok"


def test_a_recorder_that_is_gone_is_told_and_takes_no_traffic_away(stack: Stack) -> None:
    stack.recorder.kill()
    try:
        status, said = stack.health()
        assert (status, said["recorder"]) == (200, "silent")
    finally:
        stack.start_recorder()
    assert stack.health()[1]["recorder"] == "ok"


def test_it_ends_within_ten_seconds_and_finishes_what_it_records(
    make_stack: MakeStack, line: Line, tmp_path: Path
) -> None:
    with make_stack("ending", SHORT_TIMES, recording=True) as stack:
        meeting = Site(stack, line, tmp_path).demo_meeting()
        meeting.enter(meeting.host, RED)
        meeting.wait_for(meeting.start_recording(), "active")
        meeting.go_on(4)
        assert programs_of(stack.recorder.child) == {"Xvfb", "pulseaudio", "chromium", "ffmpeg"}

        began = time.monotonic()
        stack.stop()
        took = time.monotonic() - began

        meeting.leave()
    assert took < 10
    assert not any(child.running for child in stack.children)
    (file,) = stack.recorder.output.rglob("*.mp4")
    assert Movie(file).sound.seconds > 3


@pytest.mark.long
def test_what_it_had_no_time_to_finish_is_finished_at_the_next_start(
    make_stack: MakeStack, line: Line, tmp_path: Path
) -> None:
    with make_stack("crash", SHORT_TIMES, recording=True) as stack:
        meeting = Site(stack, line, tmp_path).demo_meeting()
        meeting.enter(meeting.host, RED)
        meeting.wait_for(meeting.start_recording(), "active")
        meeting.go_on(6)
        stack.recorder.kill()
        assert list(stack.recorder.output.rglob("*.mp4")) == []

        stack.start_recorder()
        wait_until(
            lambda: list(stack.recorder.output.rglob("*.mp4")),
            what="what was left behind is a film",
            within=60,
        )
        meeting.leave()
    (file,) = stack.recorder.output.rglob("*.mp4")
    assert Movie(file).picture.seconds > 2
