"""However a recording ends, or never begins: it says so truly, with the reason, and the room can be recorded again."""

from collections.abc import Callable, Iterator

import pytest

from dev.stack import Stack
from tests.recording.beacon import GREEN, RED
from tests.recording.processes import programs_of, wait_until_alone
from tests.recording.site import Meeting

pytestmark = pytest.mark.live

#: Enough for a file that says something; a crash may lose the first seconds.
SOME_SECONDS = 5.0


@pytest.fixture(autouse=True)
def _a_recorder(stack: Stack) -> Iterator[None]:
    """Whoever took it away is not missed by the next test."""
    stack.start_recorder()
    yield
    stack.start_recorder()


@pytest.fixture
def running(meeting: Callable[[], Meeting]) -> tuple[Meeting, str]:
    """A session with two people that is being recorded, and the recording's id."""
    made = meeting()
    made.enter(made.host, RED)
    made.enter(made.clients[0], GREEN)
    which = made.start_recording()
    made.wait_for(which, "active")
    made.go_on(SOME_SECONDS)
    return made, which


def test_the_end_of_the_room_ends_it_and_the_file_is_whole(
    running: tuple[Meeting, str], stack: Stack
) -> None:
    meeting, which = running
    meeting.end()

    said = meeting.wait_for(which, "ready")

    assert said["ended_by"] == "room_end"
    assert said["complete"] is (meeting.site.recorder_missed() == [])
    assert meeting.movie_of(said).sound.seconds > SOME_SECONDS - 1
    wait_until_alone(stack.recorder.child)
    assert list(stack.recorder.work.glob("EG_*")) == []


def test_when_everybody_has_left_it_stops_by_itself(running: tuple[Meeting, str]) -> None:
    meeting, which = running
    meeting.leave()

    said = meeting.wait_for(which, "ready")

    assert said["ended_by"] == "everybody_left"
    assert meeting.movie_of(said).picture.seconds > SOME_SECONDS - 1


def test_a_recorder_that_dies_is_said_to_be_lost_and_the_next_one_records_the_same_room(
    running: tuple[Meeting, str], stack: Stack
) -> None:
    meeting, which = running
    stack.recorder.kill()
    assert not stack.recorder.healthy()
    stack.start_recorder()

    said = meeting.wait_for(which, "ready", "failed", within=120)

    assert said["ended_by"] == "recorder_lost"
    if said["status"] == "ready":
        assert said["error"]["detail"]
        assert meeting.movie_of(said).picture.seconds > 1
    _records_again(meeting)


def test_where_no_recorder_is_there_it_is_said_and_when_one_comes_it_records(
    meeting: Callable[[], Meeting], stack: Stack
) -> None:
    made = meeting()
    made.enter(made.host, RED)
    stack.recorder.stop()

    which = made.start_recording()
    said = made.wait_for(which, "failed", within=120)

    assert said["ended_by"] in {"no_recorder", "start_timeout"}
    assert said["error"]["detail"]
    assert made.room()["recording"]["active"] is False
    stack.start_recorder()
    _records_again(made)


def test_stopped_before_it_began_it_never_begins(meeting: Callable[[], Meeting], stack: Stack) -> None:
    made = meeting()
    made.enter(made.host, RED)
    which = made.start_recording()
    made.stop_recording()

    said = made.wait_for(which, "failed", "ready")

    assert said["status"] == "failed" or said["size_bytes"] > 0
    assert said["ended_by"] in {"cancelled", "stop"}
    wait_until_alone(stack.recorder.child)
    assert made.room()["recording"]["active"] is False


def _records_again(meeting: Meeting) -> None:
    which = meeting.start_recording()
    meeting.wait_for(which, "active")
    assert programs_of(meeting.site.stack.recorder.child) != set()
    meeting.go_on(3)
    meeting.stop_recording()
    assert meeting.wait_for(which, "ready")["ended_by"] == "stop"
