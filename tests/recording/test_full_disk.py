"""A disk that fills up while a session is recorded: what there is by then is a film, and later there is a next one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.stack import Stack
from tests.database import MakeStack
from tests.live.caller import Line, wait_until
from tests.recording.beacon import RED
from tests.recording.conftest import SHORT_TIMES
from tests.recording.processes import wait_until_alone
from tests.recording.site import Meeting, Site

pytestmark = [pytest.mark.live, pytest.mark.long]

MB = 1 << 20
#: What everybody else on this machine may write meanwhile, and what the test then takes.
ROOM_MB, TAKEN_MB = 1500, 2000
#: Whoever runs the recorder has to see it by then.
TOLD_SECONDS = 60.0


@pytest.fixture
def small_stack(make_stack: MakeStack, tmp_path: Path) -> Stack:
    """Its recorder leaves all of the disk free but some, so that nobody need be root to fill it."""
    free = shutil.disk_usage(tmp_path).free // MB
    assert free > ROOM_MB + TAKEN_MB, f"there must be {ROOM_MB + TAKEN_MB} MB free below {tmp_path}"
    # Before a recording the recorder wants 500 MB more.
    least = {"RECORDER_MIN_FREE_MB": str(free - ROOM_MB)}
    return make_stack("full", SHORT_TIMES, recording=True, recorder_extra=least)


@pytest.fixture
def meeting(small_stack: Stack, line: Line, tmp_path: Path) -> Iterator[Meeting]:
    with small_stack:
        meeting = Site(small_stack, line, tmp_path).demo_meeting()
        meeting.enter(meeting.host, RED)
        yield meeting
        meeting.leave()


def test_a_disk_that_is_nearly_full_ends_the_recording_which_is_kept_and_the_next_begins_when_there_is_room(
    meeting: Meeting, small_stack: Stack, tmp_path: Path
) -> None:
    which = meeting.start_recording()
    meeting.wait_for(which, "active")
    meeting.go_on(5)

    others = tmp_path / "of-others"
    _take(others, TAKEN_MB)
    try:
        said = meeting.wait_for(which, "ready", within=TOLD_SECONDS)
        wait_until(lambda: not small_stack.recorder.healthy(), what="the recorder takes no more", within=60)
    finally:
        others.unlink()

    assert said["ended_by"] == "crash"
    assert said["error"]["detail"]
    assert meeting.movie_of(said).picture.seconds > 3
    wait_until_alone(small_stack.recorder.child)
    assert list(small_stack.recorder.work.glob("EG_*")) == []
    assert "disk is nearly full" in (small_stack.directory / "log" / "recorder.log").read_text()

    wait_until(small_stack.recorder.healthy, what="the recorder takes orders again", within=60)
    another = meeting.start_recording()
    meeting.wait_for(another, "active")
    meeting.go_on(3)
    meeting.stop_recording()
    assert meeting.wait_for(another, "ready")["ended_by"] == "stop"


def _take(file: Path, megabytes: int) -> None:
    with file.open("wb") as taken:
        os.posix_fallocate(taken.fileno(), 0, megabytes * MB)
