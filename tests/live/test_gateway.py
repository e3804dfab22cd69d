"""The gateway's contract, against the real server."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from livekit import api
from pytest_django import Settings

from dev.livekit import LiveKitServer
from rooms import livekit
from rooms.exceptions import LiveKitUnavailable
from rooms.livekit import LiveKitParticipant
from tests.live.caller import Caller, wait_until
from tests.live.conftest import use
from tests.livekit.contract import Enters, GatewayContract, Hears

pytestmark = [pytest.mark.patient, pytest.mark.usefixtures("livekit_settings")]

MakeCaller = Callable[[str], Caller]
Invite = Callable[..., str]


@pytest.fixture
def invite(livekit_server: LiveKitServer, room_name: str) -> Invite:
    """A token of LiveKit's own making, with whatever grants."""

    def make(identity: str, *, name: str = "", **grants: Any) -> str:
        return (
            api.AccessToken(livekit_server.key, livekit_server.secret)
            .with_identity(identity)
            .with_name(name)
            .with_attributes({"role": "participant"})
            .with_grants(api.VideoGrants(room_join=True, room=room_name, **grants))
            .to_jwt()
        )

    return make


def only_person_in(room_name: str) -> LiveKitParticipant:
    wait_until(
        lambda: [p.state for p in livekit.list_participants(room_name)] == ["ACTIVE"], what="one is inside"
    )
    return livekit.list_participants(room_name)[0]


class TestContract(GatewayContract):
    @pytest.fixture
    def inside(self) -> dict[str, Caller]:
        """Who has connected last, by identity."""
        return {}

    @pytest.fixture
    def enters(
        self,
        livekit_server: LiveKitServer,
        invite: Invite,
        caller: MakeCaller,
        inside: dict[str, Caller],
    ) -> Enters:
        def enter(room_name: str, identity: str) -> str:
            inside[identity] = caller(identity).join(livekit_server.ws_url, invite(identity))
            sid = inside[identity].sid
            # The client is content before media is up.
            wait_until(
                lambda: (sid, "ACTIVE") in [(p.sid, p.state) for p in livekit.list_participants(room_name)],
                what="somebody is inside",
            )
            return sid

        return enter

    @pytest.fixture
    def hears(self, inside: dict[str, Caller]) -> Hears:
        def hear(room_name: str, identity: str, count: int) -> list[tuple[str, bytes, str]]:
            found = inside[identity].messages
            wait_until(lambda: len(found) >= count, what=f"{identity} hears {count}")
            return [(message.topic, message.data, message.sender) for message in found]

        return hear


class TestRooms:
    def test_made_ten_times_at_once_it_is_one_room(self) -> None:
        name = f"group-{uuid4().hex[:12]}"
        with ThreadPoolExecutor(10) as pool:
            sids = set(pool.map(lambda _: livekit.create_room(name, 300, 300, 0).sid, range(10)))
        livekit.delete_room(name)

        assert len(sids) == 1

    def test_livekit_closes_a_room_that_nobody_enters(self) -> None:
        name = f"individual-{uuid4().hex[:12]}"
        livekit.create_room(name, 1, 1, 27)

        wait_until(lambda: not livekit.list_rooms([name]), what="the room is closed")


class TestPeople:
    def test_somebody_inside_is_listed_with_what_the_token_said(
        self, room_name: str, invite: Invite, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        before = datetime.now(UTC)
        jonas = caller("Jonas").join(
            livekit_server.ws_url, invite("7-jonas@example.org", name="<b>Jonas</b> Wéber")
        )

        listed = only_person_in(room_name)

        assert listed == LiveKitParticipant(
            sid=jonas.sid,
            identity="7-jonas@example.org",
            name="<b>Jonas</b> Wéber",
            joined_at=listed.joined_at,
            state="ACTIVE",
            kind="STANDARD",
            attributes={"role": "participant"},
            permission={"canSubscribe": True, "canPublish": True, "canPublishData": True},
        )
        assert before - timedelta(seconds=1) < listed.joined_at < datetime.now(UTC) + timedelta(seconds=1)

    def test_a_hidden_viewer_is_listed_as_hidden(
        self, room_name: str, invite: Invite, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        caller("a viewer").join(livekit_server.ws_url, invite("9-abcdef01", hidden=True, can_publish=False))

        listed = only_person_in(room_name)

        assert listed.hidden
        assert not listed.is_helper

    def test_a_recorder_is_a_helper(
        self, room_name: str, invite: Invite, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        caller("a recorder").join(livekit_server.ws_url, invite("recorder", hidden=True, recorder=True))

        assert only_person_in(room_name).is_helper

    def test_a_removed_person_is_out(
        self, room_name: str, invite: Invite, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        jonas = caller("Jonas").join(livekit_server.ws_url, invite("7-jonas@example.org"))

        livekit.remove_participant(room_name, "7-jonas@example.org")

        assert jonas.wait_until_put_out() == "PARTICIPANT_REMOVED"
        wait_until(lambda: livekit.list_participants(room_name) == [], what="nobody is listed")

    def test_deleting_the_room_puts_everybody_out(
        self, room_name: str, invite: Invite, caller: MakeCaller, livekit_server: LiveKitServer
    ) -> None:
        people = [
            caller(name).join(livekit_server.ws_url, invite(f"{name}-1")) for name in ("nadia", "jonas")
        ]

        livekit.delete_room(room_name)

        assert [person.wait_until_put_out() for person in people] == ["ROOM_DELETED", "ROOM_DELETED"]


class TestSettings:
    def test_its_address_may_be_given_as_ws_or_http_with_or_without_a_slash(
        self, livekit_server: LiveKitServer, room_name: str, settings: Settings
    ) -> None:
        for address in (livekit_server.url, livekit_server.ws_url, f"{livekit_server.url}/"):
            settings.ROOMS = {**settings.ROOMS, "LIVEKIT_HOST": address}
            assert livekit.list_rooms([room_name]) != []

    @pytest.mark.parametrize("wrong", ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
    def test_a_key_that_it_refuses_is_unavailable(self, wrong: str, settings: Settings) -> None:
        settings.ROOMS = {**settings.ROOMS, wrong: "not-the-one-that-the-server-was-started-with"}

        with pytest.raises(LiveKitUnavailable, match="401"):
            livekit.list_rooms()

    def test_the_next_call_goes_where_the_settings_point_by_then(
        self, livekit_server: LiveKitServer, tmp_path: Path, settings: Settings
    ) -> None:
        livekit.list_rooms()
        with LiveKitServer(directory=tmp_path, key="another") as other:
            use(other, settings)
            livekit.create_room("individual-0ther0000000", 300, 300, 27)
            use(livekit_server, settings)

            assert livekit.list_rooms(["individual-0ther0000000"]) == []

    def test_what_livekit_does_not_take_is_an_error_with_its_words(self) -> None:
        with pytest.raises(LiveKitUnavailable, match="create_room: 400 invalid_argument"):
            livekit.create_room("x" * 300, 300, 300, 0)


class TestCallers:
    """Whatever thread, loop or process calls: there is one answer."""

    def test_many_threads_at_once(self, room_name: str) -> None:
        with ThreadPoolExecutor(32) as pool:
            answers = list(pool.map(lambda _: livekit.list_rooms([room_name])[0].name, range(200)))

        assert answers == [room_name] * 200

    def test_from_within_asynchronous_code(self, room_name: str) -> None:
        async def look() -> list[str]:
            found = await asyncio.gather(
                *(
                    sync_to_async(livekit.list_rooms, thread_sensitive=n % 2 == 0)([room_name])
                    for n in range(8)
                )
            )
            return [rooms[0].name for rooms in found]

        assert asyncio.run(look()) == [room_name] * 8

    def test_a_forked_process_and_its_parent_both_go_on(self, room_name: str) -> None:
        assert livekit.list_rooms([room_name])
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:  # as a pre-forking server's worker
            found = [room.name for room in livekit.list_rooms([room_name])]
            os.write(writing, found[0].encode() if found else b"nothing")
            os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)

        with os.fdopen(reading, "rb") as answer:
            assert answer.read().decode() == room_name
        assert [room.name for room in livekit.list_rooms([room_name])] == [room_name]


def test_after_a_crash_of_the_server_the_next_call_finds_the_new_one(
    tmp_path: Path, settings: Settings
) -> None:
    with LiveKitServer(directory=tmp_path) as server:
        use(server, settings)
        livekit.create_room("individual-829b8d608f60", 300, 300, 27)

        server.kill()
        with pytest.raises(LiveKitUnavailable):
            livekit.list_rooms()
        server.start()

        assert livekit.list_rooms() == []
        assert livekit.create_room("individual-829b8d608f60", 300, 300, 27).sid
