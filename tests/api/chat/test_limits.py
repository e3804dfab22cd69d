"""How much may be written, and what a LiveKit or a database in trouble does to it."""

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

import rooms.livekit
from rooms.livekit import send_data
from rooms.models import ChatMessage, Effect, Room, RoomParticipant
from tests.api.calling import Caller
from tests.api.chat.chatting import read, say, texts
from tests.database import held_by_somebody_else
from tests.fakes.livekit import FakeLiveKit
from tests.livekit import servers
from tests.site import Session, User

#: It tries for two seconds; the rest is for a busy machine. LiveKit's own limit is a minute here.
PATIENCE = 20


class TestThrottle:
    def test_twenty_lines_a_minute_then_a_rest(
        self, workshop: Session, room: Room, jonas: RoomParticipant, client_user: User, practitioner: User
    ) -> None:
        caller = Caller(client_user)
        assert {say(caller, room).status for _ in range(20)} == {201}

        refused = say(caller, room)

        assert refused == (429, "throttled")
        wait = datetime.fromisoformat(refused.body["retry_at"]) - timezone.now()
        assert timedelta(0) < wait <= timedelta(minutes=1)
        assert ChatMessage.objects.count() == 20
        # Reading, coming in and everybody else go on.
        assert read(caller, room).status == 200
        assert caller.join(workshop).status == 200
        assert say(Caller(practitioner), room).status == 201

    def test_reading_does_not_count_as_writing(
        self, room: Room, jonas: RoomParticipant, client_user: User
    ) -> None:
        caller = Caller(client_user)
        assert {read(caller, room).status for _ in range(25)} == {200}

        assert say(caller, room).status == 201

    def test_a_host_may_set_another_rate(
        self, room: Room, jonas: RoomParticipant, client_user: User, settings: Settings
    ) -> None:
        settings.ROOMS = {**settings.ROOMS, "THROTTLE_CHAT": "1/min"}

        assert [say(Caller(client_user), room).status for _ in range(2)] == [201, 429]


@pytest.fixture
def hangs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """LiveKit takes the call and never answers: a real socket, the real gateway."""
    with servers.listening(servers.never_answer) as address:
        settings.ROOMS = {**settings.ROOMS, "LIVEKIT_HOST": address, "LIVEKIT_TIMEOUT_SECONDS": 60.0}
        monkeypatch.setattr(rooms.livekit, "send_data", send_data)
        yield
    rooms.livekit.close()


def test_who_writes_does_not_wait_for_a_livekit_that_hangs(
    room: Room, jonas: RoomParticipant, client_user: User, hangs: None
) -> None:
    started = time.monotonic()

    said = say(Caller(client_user), room)

    assert time.monotonic() - started < PATIENCE
    assert said.status == 201
    assert texts(read(Caller(client_user), room)) == ["Hello"]
    effect = Effect.objects.get(kind="say_line")
    assert effect.done_at is None  # the worker's, now
    assert "no answer within 2 s" in effect.last_error


class TestAtomicRequests:
    """The fake LiveKit itself refuses to be asked within a transaction."""

    @pytest.fixture(autouse=True)
    def _atomic_requests(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)

    def test_a_line_is_committed_before_it_is_said(
        self, room: Room, jonas: RoomParticipant, client_user: User, livekit: FakeLiveKit
    ) -> None:
        said = say(Caller(client_user), room)

        assert [json.loads(data) for _, _, data in livekit.said] == [said.body]

    def test_and_stays_though_livekit_is_away(
        self, room: Room, jonas: RoomParticipant, client_user: User, livekit: FakeLiveKit
    ) -> None:
        livekit.is_down = True

        assert say(Caller(client_user), room).status == 201
        assert ChatMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
class TestABusyDatabase:
    def test_the_writer_is_told_so_and_nothing_is_half_said(
        self, room: Room, jonas: RoomParticipant, client_user: User, livekit: FakeLiveKit
    ) -> None:
        with held_by_somebody_else():
            refused = say(Caller(client_user), room)

        assert refused == (503, "database_busy")
        assert refused.response["Retry-After"]
        assert not ChatMessage.objects.exists()
        assert livekit.said == []

    def test_reading_goes_on(self, room: Room, jonas: RoomParticipant, client_user: User) -> None:
        say(Caller(client_user), room)

        with held_by_somebody_else():
            assert texts(read(Caller(client_user), room)) == ["Hello"]
