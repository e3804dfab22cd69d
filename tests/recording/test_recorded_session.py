"""A whole session is recorded: two people whose colours and tones are known, then one shares a screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from tests.recording.beacon import GREEN, RED, WHITE, Look
from tests.recording.in_step import between_flashes, in_step
from tests.recording.movie import Movie
from tests.recording.site import Meeting, Refused, Site
from tests.recording.tone import share_of_tone, silent_seconds

pytestmark = pytest.mark.live

TOGETHER_SECONDS, SHARING_SECONDS = 7.0, 5.0


@dataclass
class Recorded:
    """Attributes:
    movie: the file.
    said: what the API says of it.
    room_while: the room while it was recorded.
    room_after: and when it was not any more.
    missed: what the recorder says is missing of it.
    second: what somebody heard who pressed Record meanwhile.
    """

    movie: Movie
    said: dict[str, Any]
    room_while: dict[str, Any]
    room_after: dict[str, Any]
    missed: list[str]
    second: Refused


@pytest.fixture(scope="module")
def recorded(site: Site) -> Iterator[Recorded]:
    meeting = site.meeting()
    try:
        yield _record(meeting)
    finally:
        meeting.leave()


def _record(meeting: Meeting) -> Recorded:
    nadia = meeting.enter(meeting.host, RED)
    meeting.enter(meeting.clients[0], GREEN)
    which = meeting.start_recording()
    meeting.wait_for(which, "active")
    room_while = meeting.room()
    with pytest.raises(Refused) as second:
        meeting.start_recording()
    meeting.go_on(TOGETHER_SECONDS)
    nadia.share_screen()
    meeting.go_on(SHARING_SECONDS)
    meeting.stop_recording()
    said = meeting.wait_for(which, "ready")
    missed = meeting.site.recorder_missed()
    return Recorded(meeting.movie_of(said), said, room_while, meeting.room(), missed, second.value)


def test_it_is_a_film_of_the_size_that_was_asked_for(recorded: Recorded) -> None:
    movie = recorded.movie
    assert movie.size == (1280, 720)
    assert (movie.picture.codec, movie.sound.codec) == ("h264", "aac")
    assert movie.frames_a_second == pytest.approx(30, abs=1)


def test_it_is_as_long_as_the_session_was_recorded_in_picture_and_in_sound(recorded: Recorded) -> None:
    least = TOGETHER_SECONDS + SHARING_SECONDS
    assert recorded.movie.picture.seconds > least - 0.5
    assert recorded.movie.sound.seconds == pytest.approx(recorded.movie.picture.seconds, abs=0.5)
    # Counted, not believed: AAC has 1024 samples a packet.
    assert recorded.movie.sound.packets * 1024 / 48_000 == pytest.approx(
        recorded.movie.sound.seconds, rel=0.1
    )


def test_what_the_api_says_of_it_is_so(recorded: Recorded) -> None:
    said, movie = recorded.said, recorded.movie
    assert said["complete"] is (recorded.missed == [])
    assert said["ended_by"] == "stop"
    assert (said["error"] is None) is said["complete"]
    assert said["size_bytes"] == movie.path.stat().st_size
    assert said["duration_seconds"] == pytest.approx(movie.seconds, abs=1)
    assert datetime.fromisoformat(said["started_at"]).tzinfo is not None


def test_both_people_are_seen_beside_each_other(recorded: Recorded) -> None:
    frame = between_flashes(recorded.movie, at=TOGETHER_SECONDS / 2)
    # Whoever was heard last is large; both are as loud, so it may be either.
    small, large = sorted(frame.share_of(look.colour) for look in (RED, GREEN))
    assert small > 0.02
    assert large > 0.3
    assert frame.share_of(RED.screen) < 0.01


@pytest.mark.parametrize("look", [RED, GREEN])
def test_each_has_a_name_plate(recorded: Recorded, look: Look) -> None:
    """Down in the corner of the tile something is written; above there is the camera's picture alone."""
    frame = between_flashes(recorded.movie, at=TOGETHER_SECONDS / 2)
    left, top, right, bottom = frame.box_of(look.colour)
    plate = frame.part(left, bottom - 0.07, left + 0.1, bottom - 0.01)
    above = frame.part(left + 0.02, top + 0.03, right - 0.02, (top + bottom) / 2)
    assert plate.contrast() > 25
    assert plate.share_of(WHITE, near=60) > 0.01
    assert above.contrast() < 10


def test_the_shared_screen_takes_most_of_the_picture(recorded: Recorded) -> None:
    movie = recorded.movie
    frame = movie.frame(movie.seconds - 1)
    assert frame.share_of(RED.screen) > 0.35


def test_both_tones_are_heard_and_nothing_is_silent(recorded: Recorded) -> None:
    samples = recorded.movie.samples(1, recorded.movie.seconds - 2)
    for look in (RED, GREEN):
        assert share_of_tone(samples, look.hertz) > 0.1
    # Who talks runs dry for a moment on a busy machine; what is missing for longer was lost by us.
    assert silent_seconds(samples) < 0.8


# On a busy machine the people's own clients send their sound late, by half a second as was seen while the recorder
# lost no picture. Each day the recorder's own tests measure it, with a page that needs no clients.
@pytest.mark.long
def test_sound_and_picture_are_in_step(recorded: Recorded) -> None:
    found = in_step(recorded.movie)
    assert abs(found.median) <= found.allowed, found


def test_a_second_one_was_refused_while_it_ran(recorded: Recorded) -> None:
    assert (recorded.second.status, recorded.second.answer["code"]) == (409, "recording_active")


def test_everybody_is_told_while_it_runs_and_not_any_more_after(recorded: Recorded) -> None:
    assert recorded.room_while["recording"]["active"] is True
    assert recorded.room_after["recording"]["active"] is False
