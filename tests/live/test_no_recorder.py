"""A real LiveKit that has no recorder, with Redis and without: what it says to each question, and how soon."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

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

FILE = FileTarget("recordings/nobody/film.mp4")
PAGE = "http://127.0.0.1:9/record/"


@pytest.fixture(scope="module")
def with_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKitServer]:
    directory: Path = tmp_path_factory.mktemp("livekit-with-redis")
    with (
        RedisServer(directory=directory) as redis,
        LiveKitServer(directory=directory, redis=redis.address) as server,
    ):
        yield server


def test_without_redis_it_says_at_once_that_it_cannot(room_name: str) -> None:
    began = monotonic()

    with pytest.raises(NoRedis):
        livekit.list_egresses(room_name=room_name)

    assert monotonic() - began < 5


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
    def test_after_half_a_minute_it_says_that_none_answers(self, name: str) -> None:
        with pytest.raises(NoRecorder, match="no response from servers"):
            livekit.start_egress(name, page_url=PAGE, file=FILE)

        assert livekit.list_egresses(room_name=name) == []

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
