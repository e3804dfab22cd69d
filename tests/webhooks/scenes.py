"""What people do, played to a real LiveKit server so that it says it in webhooks. Needs Django set up."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
from django.utils import timezone
from livekit import api

from dev.livekit import LiveKitServer
from rooms import livekit
from rooms.tokens import mint
from tests.live.caller import Caller, Line
from tests.live.machine import Machine
from tests.tokens.making import request_for
from tests.webhooks.listener import Listener

NADIA, JONAS = ("1-nadia@estuary.example", "Dr. Nadia Rahman"), ("7-jonas@example.org", "Jonas Weber")
VIEWER = ("9-4e5f6071", "Mara Lindgren")


class Stage:
    """A server, somebody who listens to it, and the people who play the scenes."""

    def __init__(self, server: LiveKitServer, listener: Listener, line: Line) -> None:
        self.server, self.listener, self.line = server, listener, line
        self._people: list[Caller] = []

    def clear(self) -> None:
        """Everybody goes home, also those whose connection LiveKit has ended."""
        while self._people:
            self._people.pop().leave()

    def room(self, name: str) -> str:
        livekit.create_room(name, empty_timeout=20, departure_timeout=1, max_participants=27)
        return name

    def token(self, room_name: str, person: tuple[str, str], role: str) -> str:
        identity, name = person
        return mint(
            request_for(
                room_name.partition("-")[0],
                role,
                room_name=room_name,
                identity=identity,
                name=name,
                issued_at=timezone.now(),
            )
        )

    def join(self, room_name: str, person: tuple[str, str], role: str = "participant") -> Caller:
        return self._connect(room_name, person[1], self.token(room_name, person, role))

    def join_as(self, room_name: str, identity: str, **grants: Any) -> Caller:
        """A helper, with a token such as LiveKit's own services make."""
        token = (
            api.AccessToken(self.server.key, self.server.secret)
            .with_identity(identity)
            .with_kind(grants.pop("kind", "standard"))
            .with_grants(api.VideoGrants(room_join=True, room=room_name, hidden=True, **grants))
        )
        return self._connect(room_name, identity, token.to_jwt())

    def _connect(self, room_name: str, name: str, token: str) -> Caller:
        joined = sum(event["event"] == "participant_joined" for event in self.listener.about(room_name))
        self._people.append(Caller(self.line, name))
        caller = self._people[-1].join(self.server.ws_url, token)
        # The client is content before media is up; whoever is put out until then never "joined" for LiveKit.
        self.listener.wait_for("participant_joined", room_name, count=joined + 1)
        return caller


def one_call(stage: Stage) -> str:
    """Two people meet, show and hear each other, one mutes the camera, both leave, the room closes."""
    room = stage.room("individual-829b8d608f60")
    nadia = stage.join(room, NADIA, "host")
    jonas = stage.join(room, JONAS)
    nadia.show_camera()
    camera = jonas.show_camera()
    jonas.talk()
    nadia.share_screen()
    stage.listener.wait_for("track_published", room, count=4)
    jonas.stop_publishing(camera)
    stage.listener.wait_for("track_unpublished", room)
    jonas.leave()
    stage.listener.wait_for("participant_left", room)
    nadia.leave()
    stage.listener.wait_for("room_finished", room)
    return room


def removed(stage: Stage) -> str:
    """The practitioner puts the client out."""
    room = stage.room("individual-0e4ed0000001")
    stage.join(room, JONAS)
    livekit.remove_participant(room, JONAS[0])
    stage.listener.wait_for("room_finished", room)
    return room


def room_deleted(stage: Stage) -> str:
    """Everybody is put out at once."""
    room = stage.room("group-de1e7ed00001")
    nadia = stage.join(room, NADIA, "host")
    stage.join(room, JONAS)
    nadia.show_camera()
    stage.listener.wait_for("track_published", room)
    livekit.delete_room(room)
    stage.listener.wait_for("room_finished", room)
    return room


def same_person_twice(stage: Stage) -> str:
    """A second tab, or a bad network: the first connection ends as DUPLICATE_IDENTITY."""
    room = stage.room("individual-d0b1e0000001")
    stage.join(room, JONAS)
    stage.join(room, JONAS).leave()
    stage.listener.wait_for("room_finished", room)
    return room


def crashed(stage: Stage) -> str:
    """The client's machine dies: LiveKit notices after twenty seconds."""
    room = stage.room("individual-c4a5ed000001")
    with Machine() as machine:
        machine.join(stage.server.ws_url, stage.token(room, JONAS, "participant"))
        stage.listener.wait_for("participant_joined", room)
        machine.crash()
    stage.listener.wait_for("room_finished", room, within=40)
    return room


def never_got_in(stage: Stage) -> str:
    """Somebody reached the server, and hung up before media was there."""

    async def knock() -> None:
        token = stage.token(room, JONAS, "participant")
        url = f"{stage.server.ws_url}/rtc?access_token={token}&protocol=15&auto_subscribe=1"
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            await socket.receive(timeout=5)

    room = stage.room("individual-ab047ed00001")
    asyncio.run(knock())
    stage.listener.wait_for("participant_connection_aborted", room)
    stage.listener.wait_for("room_finished", room)
    return room


def hidden_viewer(stage: Stage) -> str:
    """A viewer of a broadcast, whom the others do not see."""
    room = stage.room("broadcast-41dde0000001")
    stage.join(room, VIEWER, "viewer").leave()
    stage.listener.wait_for("room_finished", room)
    return room


def helpers(stage: Stage) -> str:
    """A recorder and an agent: inside, and nobody who takes part."""
    room = stage.room("group-4e1be4000001")
    made = [stage.join_as(room, "EG_recorder", recorder=True), stage.join_as(room, "AG_agent", kind="agent")]
    for helper in made:
        helper.leave()
    stage.listener.wait_for("participant_left", room, count=2)
    stage.listener.wait_for("room_finished", room)
    return room


SCENES_TO_PLAY: list[Callable[[Stage], str]] = [
    one_call,
    removed,
    room_deleted,
    same_person_twice,
    crashed,
    never_got_in,
    hidden_viewer,
    helpers,
]
