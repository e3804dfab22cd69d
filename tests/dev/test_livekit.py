"""A real LiveKit server: started, crashed, started again, stopped with somebody inside."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from livekit import api, rtc

from dev import ports
from dev.failure import Problem
from dev.livekit import LiveKitServer

pytestmark = pytest.mark.live


@pytest.fixture
def livekit(tmp_path: Path) -> Iterator[LiveKitServer]:
    with LiveKitServer(directory=tmp_path, webhook_url="http://127.0.0.1:9/api/webhooks/livekit/") as server:
        yield server


async def rooms_after_creating(server: LiveKitServer, name: str) -> list[str]:
    async with asyncio.timeout(5), api.LiveKitAPI(server.url, server.key, server.secret) as lk:
        await lk.room.create_room(api.CreateRoomRequest(name=name))
        return [room.name for room in (await lk.room.list_rooms(api.ListRoomsRequest())).rooms]


async def enter(server: LiveKitServer, room_name: str, who: str) -> rtc.Room:
    grants = api.VideoGrants(room_join=True, room=room_name)
    token = api.AccessToken(server.key, server.secret).with_identity(who).with_grants(grants).to_jwt()
    room = rtc.Room()
    async with asyncio.timeout(10):
        await room.connect(server.ws_url, token)
    return room


def test_it_answers_with_the_keys_it_was_given(livekit: LiveKitServer) -> None:
    assert livekit.healthy()
    assert asyncio.run(rooms_after_creating(livekit, "individual-0123456789ab")) == [
        "individual-0123456789ab"
    ]


def test_after_a_crash_it_is_gone_and_comes_back_empty_at_the_same_address(livekit: LiveKitServer) -> None:
    before = livekit.url
    asyncio.run(rooms_after_creating(livekit, "lost"))
    livekit.kill()
    assert not livekit.running
    assert not livekit.healthy()
    livekit.start()
    assert livekit.url == before
    assert asyncio.run(rooms_after_creating(livekit, "new")) == ["new"]


def test_a_room_that_nobody_made_cannot_be_entered(livekit: LiveKitServer) -> None:
    with pytest.raises(rtc.ConnectError):
        asyncio.run(enter(livekit, "nobody-made-it", "jonas"))


def test_it_stops_within_seconds_though_somebody_is_inside(livekit: LiveKitServer) -> None:
    async def stop_with_jonas_inside() -> float:
        await rooms_after_creating(livekit, "occupied")
        room = await enter(livekit, "occupied", "jonas")
        started = time.monotonic()
        await asyncio.to_thread(livekit.stop, within=3)
        took = time.monotonic() - started
        await room.disconnect()
        return took

    assert asyncio.run(stop_with_jonas_inside()) < 4
    assert not livekit.running


def test_its_files_are_ours_alone_and_name_no_third_party(livekit: LiveKitServer) -> None:
    file = livekit.directory / "livekit.yaml"
    assert file.stat().st_mode & 0o777 == 0o600
    config = json.loads(file.read_text())
    assert config["bind_addresses"] == ["127.0.0.1"]
    assert config["room"]["auto_create"] is False
    assert all(server.startswith("127.0.0.1:") for server in config["rtc"]["stun_servers"])
    assert config["webhook"]["urls"] == ["http://127.0.0.1:9/api/webhooks/livekit/"]


class Misconfigured(LiveKitServer):
    def _write_config(self) -> None:
        (self.directory / "livekit.yaml").write_text("prt: 7880\n")


def test_a_configuration_that_it_refuses_is_told_though_it_exits_with_0(tmp_path: Path) -> None:
    server = Misconfigured(directory=tmp_path)
    with pytest.raises(Problem, match="LiveKit ended right after its start") as failure:
        server.start()
    assert "prt" in failure.value.details
    assert server.child.exit_code == 0
    assert not server.running


def test_a_port_that_somebody_takes_in_between_is_avoided(tmp_path: Path) -> None:
    server = LiveKitServer(directory=tmp_path)
    with socket.socket() as somebody:
        somebody.bind(("", server.ports.rtc_tcp))
        somebody.listen()
        taken = server.ports.rtc_tcp
        with server:
            assert server.healthy()
            assert server.ports.rtc_tcp != taken


def test_two_servers_do_not_meet(tmp_path: Path) -> None:
    with (
        LiveKitServer(directory=tmp_path / "one") as one,
        LiveKitServer(directory=tmp_path / "two") as two,
    ):
        assert asyncio.run(rooms_after_creating(one, "first")) == ["first"]
        assert asyncio.run(rooms_after_creating(two, "second")) == ["second"]


def test_a_chosen_port_is_free_and_never_chosen_twice() -> None:
    chosen = [ports.choose() for _ in range(200)]
    assert len(set(chosen)) == len(chosen)
    assert all(port in ports.CHOICE for port in chosen)
    assert ports.is_free(ports.choose())
