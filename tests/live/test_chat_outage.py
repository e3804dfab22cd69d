"""Writing while LiveKit is away, or has lost the room: the line is stored, and the writer need not know."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from dev.livekit import LiveKitServer
from estuary.accounts.models import User
from rooms import livekit
from rooms.models import Effect, Room
from tests.api.calling import Caller
from tests.api.chat.chatting import read, say, texts
from tests.calls import room_of, seat
from tests.conftest import MakeSession
from tests.live.conftest import use


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[LiveKitServer]:
    """One of this test's own, to do with as it likes."""
    with LiveKitServer(directory=tmp_path) as server:
        use(server, settings)
        yield server


@pytest.fixture
def room(server: LiveKitServer, make_session: MakeSession, client_user: User) -> Room:
    """Of a workshop that Jonas is just entering."""
    session = make_session()
    seat(session, client_user)
    return room_of(session)


def test_a_livekit_that_died(room: Room, server: LiveKitServer, client_user: User) -> None:
    server.kill()

    said = say(Caller(client_user), room)

    assert said.status == 201
    assert texts(read(Caller(client_user), room)) == ["Hello"]
    waiting = Effect.objects.get(kind="say_line")
    assert (waiting.done_at, waiting.attempts) == (None, 1)


def test_a_livekit_that_lost_the_room(room: Room, client_user: User) -> None:
    """It takes three seconds to say so: more than anybody waits who has written a line."""
    livekit.delete_room(room.name)

    said = say(Caller(client_user), room)

    assert said.status == 201
    waiting = Effect.objects.get(kind="say_line")
    assert waiting.done_at is None
    assert "no answer within 2 s" in waiting.last_error
