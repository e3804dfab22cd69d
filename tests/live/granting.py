"""Our tokens, and what a real server makes of them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.utils import timezone
from livekit import api
from livekit.rtc.participant import PublishTrackError

from dev.livekit import LiveKitServer
from rooms.models.choices import Role, RoomType
from rooms.tokens import TokenRequest, mint, permissions_for
from tests.live.caller import Caller

HOST, JONAS = "1-nadia@estuary.example", "7-jonas@example.org"


def token(
    room_name: str,
    identity: str = JONAS,
    *,
    name: str = "Jonas Weber",
    room_type: str = RoomType.GROUP,
    role: str = Role.PARTICIPANT,
    screen: bool = True,
    lifetime: timedelta = timedelta(hours=1),
    age: timedelta = timedelta(0),
    capacity: int = 0,
    empty_timeout: int = 300,
) -> str:
    issued_at = timezone.now() - age
    permissions = permissions_for(room_type, role, participant_screen_share=screen, may_record=False)
    return mint(
        TokenRequest(
            identity=identity,
            name=name,
            room_name=room_name,
            room_type=room_type,
            role=role,
            participant_id="0b5c4a8e-5a0e-4a6c-9b52-3f3b9b3b8f11",
            permissions=permissions,
            empty_timeout=empty_timeout,
            livekit_max_participants=capacity,
            issued_at=issued_at,
            expires_at=issued_at + lifetime,
        )
    )


def as_livekit_has_it(server: LiveKitServer, room_name: str, identity: str) -> api.ParticipantInfo:
    async def get() -> api.ParticipantInfo:
        async with api.LiveKitAPI(server.url, server.key, server.secret) as client:
            return await client.room.get_participant(
                api.RoomParticipantIdentity(room=room_name, identity=identity)
            )

    return asyncio.run(get())


def try_to_publish(person: Caller) -> list[str]:
    """What of camera, microphone and screen the server let this client publish."""
    tries = {"camera": person.show_camera, "microphone": person.talk, "screen": person.share_screen}

    def published(what: str) -> bool:
        try:
            tries[what]()
        except PublishTrackError:  # the server ignores it, and the client gives up after ten seconds
            return False
        return True

    with ThreadPoolExecutor(len(tries)) as pool:
        return [what for what, ok in zip(tries, pool.map(published, tries), strict=True) if ok]
