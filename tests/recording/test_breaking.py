"""Each process of a recording dies in turn: it is told within seconds, and what there is of the file is kept."""

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from dev.stack import Stack
from tests.live.caller import wait_until
from tests.recording.beacon import GREEN, RED
from tests.recording.in_step import between_flashes
from tests.recording.processes import PROGRAMS, kill, started_by, wait_until_alone
from tests.recording.site import Meeting, Site

pytestmark = [pytest.mark.live, pytest.mark.long]

#: From the death of a process to a true state with its file.
TOLD_SECONDS = 30.0
#: Nobody tells of a recorder that hangs: it is missed after some time.
LOST_SECONDS = 120.0


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_process_that_dies_ends_it_and_the_part_that_there_is_can_be_played(
    program: str, meeting: Callable[[], Meeting], stack: Stack
) -> None:
    made = meeting()
    made.enter(made.host, RED)
    which = made.start_recording()
    made.wait_for(which, "active")
    made.go_on(8)

    kill(stack.recorder.child, program)
    said = made.wait_for(which, "ready", within=TOLD_SECONDS)

    assert said["ended_by"] == "crash"
    assert said["error"]["detail"]
    movie = made.movie_of(said)
    assert movie.picture.seconds > 4
    assert between_flashes(movie, at=3).share_of(RED.colour) > 0.1
    wait_until_alone(stack.recorder.child)
    assert list(stack.recorder.work.glob("EG_*")) == []
    assert stack.recorder.healthy()


def test_two_rooms_are_recorded_at_once_and_nobody_is_in_the_others_film(
    meeting: Callable[[], Meeting], site: Site
) -> None:
    films = []
    for look in (RED, GREEN):
        made = meeting()
        made.enter(made.host, look)
        which = made.start_recording()
        made.wait_for(which, "active")
        films.append((made, which))
    films[0][0].go_on(8)
    for made, _which in films:
        made.stop_recording()
    red, green = (made.movie_of(made.wait_for(which, "ready")) for made, which in films)

    for movie, own, other in ((red, RED, GREEN), (green, GREEN, RED)):
        frame = between_flashes(movie, at=movie.seconds - 2)
        assert frame.share_of(own.colour) > 0.1
        assert frame.share_of(other.colour) < 0.01


def test_a_recorder_that_hangs_does_not_hold_the_room_and_the_next_one_saves_what_there_is(
    meeting: Callable[[], Meeting], frozen: Callable[[], None], stack: Stack
) -> None:
    made = meeting()
    made.enter(made.host, RED)
    which = made.start_recording()
    made.wait_for(which, "active")
    made.go_on(4)

    frozen()
    made.stop_recording()
    wait_until(
        lambda: made.room()["recording"]["status"] is None, what="the room is free again", within=LOST_SECONDS
    )
    assert made.recording(which)["error"]["code"] == "recorder_lost"

    stack.recorder.kill()
    stack.start_recorder()
    said = made.wait_for(which, "ready", within=120)

    assert said["error"]["code"] == "recorder_lost"
    assert made.movie_of(said).picture.seconds > 2


@pytest.fixture
def frozen(stack: Stack) -> Iterator[Callable[[], None]]:
    """Stops the recorder and all it started, as a machine that swaps itself to death; a new one comes afterwards."""

    def freeze() -> None:
        for process in started_by(stack.recorder.child):
            os.kill(process.id, signal.SIGSTOP)

    yield freeze
    stack.recorder.kill()
    stack.start_recorder()


def test_sound_alone_is_a_file_without_a_picture(meeting: Callable[[], Meeting]) -> None:
    made = meeting()
    made.enter(made.host, RED)
    which = made.start_recording(audio_only=True)
    made.wait_for(which, "active")
    made.go_on(6)
    made.stop_recording()

    movie = made.movie_of(made.wait_for(which, "ready"))

    assert not movie.has_picture
    assert movie.sound.seconds > 5
