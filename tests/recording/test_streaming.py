"""A room is streamed to a real receiver and recorded at once; a receiver that is not there is told, and no more."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dev import ports
from dev.stack import Stack
from tests.live.caller import wait_until
from tests.recording.beacon import GREEN, RED
from tests.recording.in_step import between_flashes
from tests.recording.movie import Movie
from tests.recording.processes import wait_until_alone
from tests.recording.receiver import Receiver
from tests.recording.site import ACTIVE_SECONDS, Meeting
from tests.recording.tone import share_of_tone

pytestmark = [pytest.mark.live, pytest.mark.long]

KEY, KEY_OF_NOBODY = "abcd-the-key-of-the-good-one-1234", "wxyz-the-key-of-the-dead-one-5678"
KEY_OF_THE_SECOND = "efgh-the-key-of-the-second-one-90"


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path / "receiver") as receiver:
        yield receiver


class Targets:
    """The streaming targets of one meeting, as its host handles them."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._path = f"/api/v1/rooms/{meeting.room_id}/stream/"

    def add(self, name: str, url: str, key: str) -> str:
        body = {"name": name, "url": url, "key": key}
        return str(self._call("POST", self._path, body)["id"])

    def start(self, target: str) -> None:
        self._call("POST", f"{self._path}{target}/start/", {})

    def stop(self, target: str) -> None:
        self._call("POST", f"{self._path}{target}/stop/", {})

    def get(self, target: str) -> dict[str, Any]:
        found = self._call("GET", self._path, None)["results"]
        return dict(next(one for one in found if one["id"] == target))

    def wait_for(self, target: str, status: str, *, within: float = ACTIVE_SECONDS) -> dict[str, Any]:
        wait_until(lambda: self.get(target)["status"] == status, what=f"it is {status}", within=within)
        return self.get(target)

    def _call(self, method: str, path: str, body: object) -> Any:
        return self._meeting.site.call(method, path, by=self._meeting.host, body=body)


def test_a_room_is_streamed_and_recorded_at_once_and_a_dead_receiver_harms_neither(
    meeting: Callable[[], Meeting], receiver: Receiver, stack: Stack
) -> None:
    made = meeting()
    made.enter(made.host, RED)
    made.enter(made.clients[0], GREEN)
    _allow_streaming(stack, made)
    targets = Targets(made)
    good = targets.add("The good one", receiver.address, KEY)
    dead = targets.add("The dead one", f"rtmp://127.0.0.1:{ports.choose()}/live", KEY_OF_NOBODY)

    which = made.start_recording()
    for target in (good, dead):
        targets.start(target)
    made.wait_for(which, "active")
    targets.wait_for(good, "live")
    made.go_on(10)
    assert targets.get(good)["status"] == "live"
    assert targets.wait_for(dead, "failed")["error"]["detail"]

    targets.stop(good)
    targets.wait_for(good, "idle")
    made.stop_recording()
    said = made.wait_for(which, "ready")
    wait_until_alone(stack.recorder.child)

    assert said["complete"] is (made.site.recorder_missed() == [])
    for movie in (Movie(receiver.received(KEY)), made.movie_of(said)):
        assert movie.picture.seconds > 6
        assert movie.sound.seconds > 6
        frame = between_flashes(movie, at=movie.picture.starts_at + 4)
        assert frame.share_of(RED.colour) > 0.02
        assert share_of_tone(movie.samples(), GREEN.hertz) > 0.1
    _no_key_was_written_down(stack)


def test_one_target_comes_and_goes_while_the_other_is_live_and_nobody_writes_their_keys_down(
    meeting: Callable[[], Meeting], receiver: Receiver, stack: Stack
) -> None:
    made = meeting()
    made.enter(made.host, RED)
    _allow_streaming(stack, made)
    targets = Targets(made)
    first = targets.add("The first", receiver.address, KEY)
    second = targets.add("The second", receiver.address, KEY_OF_THE_SECOND)

    targets.start(first)
    targets.wait_for(first, "live")
    targets.start(second)
    targets.wait_for(second, "live")
    made.go_on(4)
    targets.stop(second)
    targets.wait_for(second, "idle")
    assert targets.get(first)["status"] == "live"
    targets.stop(first)
    targets.wait_for(first, "idle")
    wait_until_alone(stack.recorder.child)

    for key in (KEY, KEY_OF_THE_SECOND):
        assert Movie(receiver.received(key)).picture.seconds > 1
    _no_key_was_written_down(stack)


def _allow_streaming(stack: Stack, meeting: Meeting) -> None:
    """As the template of its type would have when the room was made."""
    code = f"Room.objects.filter(pk='{meeting.room_id}').update(streaming_enabled=True)"
    stack.manage("shell", "-c", f"from rooms.models import Room; {code}")


def _no_key_was_written_down(stack: Stack) -> None:
    logs = list((stack.directory / "log").glob("*.log"))
    assert len(logs) >= 4
    for log in logs:
        for key in (KEY, KEY_OF_NOBODY, KEY_OF_THE_SECOND):
            assert key not in log.read_text(errors="replace"), log.name
