"""Which SID LiveKit knows a client by after it has reconnected: its SDK does not tell hidden viewers."""

import asyncio
from dataclasses import dataclass

import aiohttp
import jwt
from livekit import api

from dev.livekit import LiveKitServer

SECONDS = 5.0
TRIES = 3
PAUSE_SECONDS = 0.3


@dataclass(frozen=True)
class Seat:
    """Whom a token lets in, and where."""

    room_name: str
    identity: str

    @classmethod
    def from_token(cls, token: str) -> "Seat":
        claims = jwt.decode(token, options={"verify_signature": False})
        return cls(claims["video"]["room"], claims["sub"])


async def find_sid(server: LiveKitServer, seat: Seat) -> str | None:
    """The SID of who sits there now; None: nobody, or LiveKit does not answer."""
    for _ in range(TRIES):
        try:
            async with (
                asyncio.timeout(SECONDS),
                api.LiveKitAPI(server.url, server.key, server.secret) as livekit,
            ):
                request = api.ListParticipantsRequest(room=seat.room_name)
                listed = await livekit.room.list_participants(request)
        except (TimeoutError, aiohttp.ClientError, api.ServerError):
            await asyncio.sleep(PAUSE_SECONDS)
            continue
        for person in listed.participants:
            if person.identity == seat.identity:
                return str(person.sid)
        await asyncio.sleep(PAUSE_SECONDS)
    return None
