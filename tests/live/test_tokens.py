"""Our tokens at the real server: what they open, and what they do not."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from livekit import api, rtc
from pytest_django import Settings

from dev.livekit import LiveKitServer
from rooms import livekit, tokens
from rooms.models.choices import Role, RoomType
from rooms.tokens import MAX_NAME_BYTES
from tests.live.caller import Caller
from tests.live.conftest import use
from tests.live.granting import HOST, JONAS, as_livekit_has_it, token

pytestmark = [pytest.mark.patient, pytest.mark.usefixtures("livekit_settings")]

MakeCaller = Callable[[str], Caller]


@pytest.fixture(params=["by the SDK", "by hand"])
def _signed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything with both ways of signing."""
    if request.param == "by hand":
        # An SDK without anything in it, for tokens only: the gateway goes on with the real one.
        monkeypatch.setattr(tokens, "api", object())


@pytest.mark.usefixtures("_signed")
class TestBothWaysOfSigning:
    @pytest.mark.parametrize(
        ("room_type", "role", "hidden"),
        [
            (RoomType.INDIVIDUAL, Role.HOST, False),
            (RoomType.INDIVIDUAL, Role.PARTICIPANT, False),
            (RoomType.WEBINAR, Role.VIEWER, False),
            (RoomType.BROADCAST, Role.VIEWER, True),
        ],
    )
    def test_the_server_takes_it_as_it_was_meant(
        self,
        room_type: str,
        role: str,
        hidden: bool,
        room_name: str,
        caller: MakeCaller,
        livekit_server: LiveKitServer,
    ) -> None:
        caller("Jonas").join(livekit_server.ws_url, token(room_name, room_type=room_type, role=role))

        jonas = as_livekit_has_it(livekit_server, room_name, JONAS)
        talks = role != Role.VIEWER
        assert jonas.name == "Jonas Weber"
        assert jonas.attributes["role"] == role
        assert jonas.attributes["pid"] == "0b5c4a8e-5a0e-4a6c-9b52-3f3b9b3b8f11"
        assert jonas.permission.can_subscribe
        assert jonas.permission.hidden == hidden
        assert (jonas.permission.can_publish, jonas.permission.can_publish_data) == (talks, talks)
        assert len(jonas.permission.can_publish_sources) == (4 if talks else 0)
        assert not jonas.permission.can_update_metadata

    def test_it_gives_no_right_over_the_room(self, room_name: str, livekit_server: LiveKitServer) -> None:
        """A practitioner's token, used as a key to the server's API."""
        hosts = token(room_name, HOST, role=Role.HOST)

        async def misuse() -> None:
            async with api.LiveKitAPI(livekit_server.url, token=hosts) as client:
                await client.room.list_participants(api.ListParticipantsRequest(room=room_name))

        with pytest.raises(api.ServerError) as refused:
            asyncio.run(misuse())
        assert refused.value.status in {401, 403}

    def test_it_does_not_bring_back_a_room_that_is_gone(
        self, room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        hosts = token(room_name, HOST, role=Role.HOST)
        livekit.delete_room(room_name)

        with pytest.raises(rtc.ConnectError):
            caller("Nadia").join(livekit_server.ws_url, hosts)
        assert livekit.list_rooms([room_name]) == []


class TestTimes:
    def test_an_expired_token_opens_nothing(
        self, room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        expired = token(room_name, age=timedelta(minutes=10), lifetime=timedelta(minutes=8))

        with pytest.raises(rtc.ConnectError):
            caller("Jonas").join(livekit_server.ws_url, expired)

    def test_a_token_made_now_works_now(
        self, room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        jonas = caller("Jonas").join(livekit_server.ws_url, token(room_name, lifetime=timedelta(seconds=5)))

        assert jonas.is_connected


class TestForeignTokens:
    def test_another_sites_secret_opens_nothing(
        self, room_name: str, caller: MakeCaller, livekit_server: LiveKitServer, settings: Settings
    ) -> None:
        theirs = {**settings.ROOMS, "LIVEKIT_API_SECRET": "the-secret-of-quite-another-site-0123"}
        with override_settings(ROOMS=theirs):
            foreign = token(room_name)

        with pytest.raises(rtc.ConnectError):
            caller("Jonas").join(livekit_server.ws_url, foreign)

    def test_a_token_is_for_one_room(
        self, room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        caller("Jonas").join(livekit_server.ws_url, token(room_name))
        with pytest.raises(rtc.ConnectError):
            caller("Felix").join(livekit_server.ws_url, token("group-000000000000", "8-felix@example.org"))

        assert [p.identity for p in livekit.list_participants(room_name)] == [JONAS]


class TestNames:
    @pytest.mark.parametrize(
        "name", ["<script>alert(1)</script>", "x" * 300, "ü" * 300, "👩‍👩‍👧 Ono\n\x00Family", ""]
    )
    def test_whatever_somebody_is_called_they_can_join(
        self, name: str, room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        caller(name).join(livekit_server.ws_url, token(room_name, name=name))

        shown = as_livekit_has_it(livekit_server, room_name, JONAS).name
        assert len(shown.encode()) <= MAX_NAME_BYTES
        assert shown.rstrip("…")[:5] == name[:5]

    def test_the_longest_identity_that_we_make_is_taken(
        self, room_name: str, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        longest = "7-" + "j" * 186 + "@example.org"

        caller("Jonas").join(livekit_server.ws_url, token(room_name, longest))

        assert [p.identity for p in livekit.list_participants(room_name)] == [longest]


class ServerThatMakesRooms(LiveKitServer):
    """As LiveKit Cloud by default: the first token that names a room makes it."""

    def _write_config(self) -> None:
        super()._write_config()
        file = self.directory / "livekit.yaml"
        config = json.loads(file.read_text())
        config["room"]["auto_create"] = True
        file.write_text(json.dumps(config))


def test_where_livekit_makes_rooms_itself_the_token_brings_time_outs_and_capacity(
    tmp_path: Path, settings: Settings, caller: MakeCaller
) -> None:
    async def get(server: LiveKitServer) -> api.Room:
        async with api.LiveKitAPI(server.url, server.key, server.secret) as client:
            return (await client.room.list_rooms(api.ListRoomsRequest())).rooms[0]

    with ServerThatMakesRooms(directory=tmp_path) as server:
        use(server, settings)

        jonas = caller("Jonas").join(
            server.ws_url, token("individual-829b8d608f60", capacity=27, empty_timeout=120)
        )

        room = asyncio.run(get(server))
        assert room.name == "individual-829b8d608f60"
        assert (room.empty_timeout, room.departure_timeout, room.max_participants) == (120, 120, 27)
        jonas.leave()
