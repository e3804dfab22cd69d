"""Who has not agreed is not in the file: not seen, not heard, whatever their client tries; and is, once they agree."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from livekit.rtc.participant import PublishTrackError

from tests.recording.beacon import GREEN, RED, WHITE
from tests.recording.movie import Movie
from tests.recording.site import Meeting, Site
from tests.recording.tone import share_of_tone

pytestmark = pytest.mark.live

APART_SECONDS, TOGETHER_SECONDS = 8.0, 8.0


@dataclass
class Recorded:
    """Attributes:
    movie: the file.
    apart_until, together_from: seconds in it.
    """

    movie: Movie
    apart_until: float
    together_from: float


@pytest.fixture(scope="module")
def recorded(site: Site) -> Iterator[Recorded]:
    meeting = site.meeting(consent="ask")
    try:
        yield _record(meeting)
    finally:
        meeting.leave()


def _record(meeting: Meeting) -> Recorded:
    client = meeting.clients[0]
    meeting.enter(meeting.host, RED)
    path = f"/api/v1/rooms/{meeting.room_id}/"
    # As good as the one that is used now, and of before the recording.
    old = meeting.site.call("POST", f"{path}get_token/", by=client, body={})
    jonas = meeting.enter(client, GREEN)
    which = meeting.start_recording()
    _says(meeting, client, agree=False)
    meeting.wait_for(which, "active")
    jonas.join(old["url"], old["token"])
    with contextlib.suppress(PublishTrackError):  # so does LiveKit, if it was told already
        jonas.show_camera()
        jonas.talk()
    meeting.go_on(APART_SECONDS)
    _says(meeting, client, agree=True)
    jonas.show_camera()  # they may: LiveKit was told before the answer came
    jonas.talk()
    meeting.go_on(TOGETHER_SECONDS)
    meeting.stop_recording()
    movie = meeting.movie_of(meeting.wait_for(which, "ready"))
    return Recorded(movie, APART_SECONDS - 1, movie.seconds - TOGETHER_SECONDS + 3)


def _says(meeting: Meeting, who: str, *, agree: bool) -> None:
    path = f"/api/v1/rooms/{meeting.room_id}/consent/"
    asked = meeting.site.call("GET", path, by=who)
    answer = {"agree": agree, "text_id": asked["text"]["id"]}
    assert meeting.site.call("POST", path, by=who, body=answer)["mine"]["agree"] is agree


def test_the_file_begins_without_whoever_declined(recorded: Recorded) -> None:
    for at in range(1, round(recorded.apart_until)):
        frame = recorded.movie.frame(at)
        assert frame.share_of(RED.colour) > 0.1 or frame.share_of(WHITE) > 0.1, at
        assert frame.share_of(GREEN.colour) < 0.001, at


def test_nor_are_they_heard(recorded: Recorded) -> None:
    samples = recorded.movie.samples(0.5, recorded.apart_until - 0.5)

    assert share_of_tone(samples, RED.hertz) > 0.5
    assert share_of_tone(samples, GREEN.hertz) < 0.01


def test_once_they_agree_they_are_seen_and_heard(recorded: Recorded) -> None:
    frames = [recorded.movie.frame(recorded.together_from + step / 5) for step in range(10)]
    samples = recorded.movie.samples(recorded.together_from, 3)

    assert max(frame.share_of(GREEN.colour) for frame in frames) > 0.02
    assert share_of_tone(samples, GREEN.hertz) > 0.1
