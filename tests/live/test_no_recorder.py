"""A real LiveKit that has no recorder, with Redis and without: what it says to each question, and how soon."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from dev import livekit_config
from dev.livekit import LiveKitServer
from dev.redis import RedisServer
from estuary.accounts.models import User
from rooms import effects, lifecycle, livekit
from rooms.exceptions import LiveKitNotFound, LiveKitUnavailable, NoRecorder, NoRedis
from rooms.livekit import FileTarget
from rooms.models import ConsentRule, RecordingStatus, Room
from rooms.recordings import starting
from tests.calls import room_of, seat
from tests.conftest import MakeBooking
from tests.live.conftest import use
from tests.recordings.places import Place, folder

__all__ = ["folder"]

pytestmark = pytest.mark.patient

FILE = FileTarget("recordings/nobody/film.mp4")
PAGE = "http://127.0.0.1:9/record/"


KEYS = "abcd-of-the-one-put-on-1234", "wxyz-of-the-one-taken-off-5678"


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(directory=tmp_path_factory.mktemp("redis")) as redis:
        yield redis


@pytest.fixture(scope="module")
def with_redis(tmp_path_factory: pytest.TempPathFactory, redis: RedisServer) -> Iterator[LiveKitServer]:
    directory: Path = tmp_path_factory.mktemp("livekit-with-redis")
    with LiveKitServer(directory=directory, redis=redis.url) as server:
        yield server


@dataclass
class Change:
    """One target put on air and one taken off, of an egress that no recorder has.

    Attributes:
        directory: of the server that is asked.
    """

    directory: Path
    redis: RedisServer
    settings: Settings

    def log(self) -> str:
        """What LiveKit wrote down of it, when it has ended."""
        added, removed = (f"rtmp://a.rtmp.youtube.com/live2/{key}" for key in KEYS)
        with LiveKitServer(directory=self.directory, redis=self.redis.url) as server:
            use(server, self.settings)
            with pytest.raises(LiveKitNotFound):
                livekit.update_stream("EG_nobody", add=[added], remove=[removed])
        return (self.directory / "log" / "livekit.log").read_text()


@pytest.fixture
def change(tmp_path: Path, redis: RedisServer, settings: Settings) -> Change:
    return Change(tmp_path, redis, settings)


def test_keys_of_streams_are_not_in_its_log(change: Change) -> None:
    log = change.log()

    assert "starting LiveKit server" in log
    assert not any(key in log for key in KEYS)


def test_as_livekit_comes_each_of_them_is_there_twice(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why docs/operate.md asks for two lines of configuration. If this fails, they may not be needed any more."""
    monkeypatch.setattr(livekit_config, "KEEPS_KEYS_TO_ITSELF", {})

    log = change.log().splitlines()

    for key in KEYS:
        assert sum(key in line for line in log) == 2


def test_without_redis_it_says_at_once_that_it_cannot(room_name: str) -> None:
    """Within the few seconds that a call may take."""
    with pytest.raises(NoRedis):
        livekit.list_egresses(room_name=room_name)


class TestWithRedis:
    @pytest.fixture(autouse=True)
    def _ours(self, with_redis: LiveKitServer, settings: Settings) -> None:
        use(with_redis, settings)

    @pytest.fixture
    def name(self) -> str:
        name = f"group-{uuid4().hex[:12]}"
        livekit.create_room(name, 300, 300, 0)
        return name

    def test_nothing_is_recorded(self, name: str) -> None:
        assert livekit.list_egresses() == []
        assert livekit.list_egresses(room_name=name, only_active=True) == []
        assert livekit.list_egresses(egress_id="EG_nobody") == []

    def test_what_it_does_not_know_cannot_be_stopped(self) -> None:
        with pytest.raises(LiveKitNotFound):
            livekit.stop_egress("EG_nobody")

    def test_nor_a_room_be_recorded(self) -> None:
        with pytest.raises(LiveKitNotFound):
            livekit.start_egress("group-000000000000", page_url=PAGE, file=FILE)

    def test_whoever_does_not_wait_knows_nothing(self, name: str) -> None:
        with pytest.raises(LiveKitUnavailable) as raised:
            livekit.start_egress(name, page_url=PAGE, file=FILE, timeout=1)

        assert not isinstance(raised.value, NoRecorder)

    @pytest.mark.long
    def test_after_half_a_minute_it_says_that_none_answers(
        self, name: str, with_redis: LiveKitServer
    ) -> None:
        with pytest.raises(NoRecorder, match="no response from servers"):
            livekit.start_egress(name, page_url=PAGE, stream_urls=[f"rtmp://127.0.0.1/live/{KEYS[0]}"])

        assert livekit.list_egresses(room_name=name) == []
        assert KEYS[0] not in (with_redis.directory / "log" / "livekit.log").read_text()

    @pytest.mark.long
    def test_a_recording_fails_with_words_and_the_next_may_begin(
        self, transactional_db: None, make_booking: MakeBooking, practitioner: User, folder: Place
    ) -> None:
        booking = make_booking(starts_at=timezone.now() - timedelta(minutes=5))
        room = room_of(booking)
        Room.objects.filter(pk=room.pk).update(recording_enabled=True, recording_consent=ConsentRule.OFF)
        nadia = seat(booking, practitioner)
        with lifecycle.locked_room(pk=room.pk) as locked:
            recording, _ = starting.start(locked, nadia, timezone.now())
        # No time for another try after this one.
        recording.limit_at = timezone.now() + timedelta(seconds=35)
        recording.save()

        effects.run_due(at=timezone.now())

        recording.refresh_from_db()
        assert (recording.status, recording.error_code) == (RecordingStatus.FAILED, "no_recorder")
        with lifecycle.locked_room(pk=room.pk) as locked:
            again, _ = starting.start(locked, nadia, timezone.now())
        assert again.status == RecordingStatus.STARTING
