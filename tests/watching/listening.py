"""Pages that listen to `GET /api/v1/live/`, as a server under ASGI calls the application for them."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.test import Client
from django.utils import timezone

from rooms.models import Room, RoomParticipant
from tests.site import User, get_site
from tests.webhooks.delivery import deliver
from tests.webhooks.telling import Event, Telling

PATH = "/api/v1/live/"
STREAM = "text/event-stream"

#: Longer than anything here takes on a busy machine; who waits so long waits for ever.
PATIENCE_SECONDS = 30.0


Answer = TypeVar("Answer")


class Heard:
    """One event of a stream."""

    def __init__(self, block: str) -> None:
        fields: dict[str, str] = defaultdict(str)
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            fields[name] += value.removeprefix(" ")
        self.comment, self.retry, self.id = fields[""], fields["retry"], fields["id"]
        self.name = fields["event"]
        self.data: Any = json.loads(fields["data"]) if fields["data"] else None

    def __repr__(self) -> str:
        return f"<{self.name or self.comment or 'retry'} {self.data}>"


class Listener:
    """One person's open request; `async with` opens and closes it.

    Args:
        watched: what stands in the address, as in `{"subject": "booking:12"}`; several as a list.
        by: the session of a page, or a program's token.
        headers: beside those of who they are.
    """

    def __init__(
        self,
        user: User | None,
        watched: Mapping[str, str | list[str]],
        *,
        by: str = "session",
        headers: Mapping[str, str] | None = None,
        accept: str = STREAM,
    ) -> None:
        self._user, self._by, self._watched = user, by, watched
        self._sends = {"accept": accept, "host": "testserver", **(headers or {})}
        self.session_key = ""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self._sent: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._unread: list[Heard] = []
        self._text = ""

    async def __aenter__(self) -> Self:
        scope = await elsewhere(self._scope)
        self._task = asyncio.create_task(ASGIHandler()(scope, self._receive, self._send))
        start = await self._next_part()
        self.status = start["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        if not self.streams:
            while True:
                part = await self._next_part()
                self.body += part.get("body", b"")
                if not part.get("more_body"):
                    break
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gone.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._task

    def _scope(self) -> dict[str, Any]:
        client, sent = Client(), dict(self._sends)
        if self._user is not None and self._by == "bearer":
            sent |= get_site().sign_in(client, self._user)
        elif self._user is not None:
            get_site().log_in(client, self._user)
            self.session_key = client.cookies[settings.SESSION_COOKIE_NAME].value
        sent["cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": PATH, "raw_path": PATH.encode(), "root_path": "",
            "query_string": urlencode(self._watched, doseq=True).encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }  # fmt: skip

    @property
    def streams(self) -> bool:
        return self.headers.get("content-type", "").startswith(STREAM)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    async def hear(self, name: str = "room") -> Heard:
        """The next event of this name; others are passed over."""
        # Around all of them: heartbeats go on for ever where nothing else comes.
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (heard := await self.hear_anything()).name != name:
                assert heard.name != "end", heard
            return heard

    async def hear_until(self, **facts: object) -> dict[str, Any]:
        """The first event `room` whose data say so."""
        while True:
            data: dict[str, Any] = (await self.hear()).data
            if facts.items() <= data.items():
                return data

    async def hear_anything(self) -> Heard:
        while not self._unread:
            part = await self._next_part()
            assert part.get("more_body"), "the stream has ended"
            self._text += part["body"].decode()
            *blocks, self._text = self._text.split("\n\n")
            self._unread = [Heard(block) for block in blocks]
        return self._unread.pop(0)

    async def hear_the_last(self) -> Heard:
        """The event after which the stream is over."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (heard := await self.hear_anything()).name != "end":
                pass
            assert await self.hears_the_end()
            return heard

    async def hears_the_end(self) -> bool:
        """The stream is over; nothing comes before that."""
        return not (await self._next_part()).get("more_body")

    async def _receive(self) -> dict[str, Any]:
        if not getattr(self, "_asked", False):
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Mapping[str, Any]) -> None:
        await self._sent.put(message)

    async def _next_part(self) -> Mapping[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            getting = asyncio.create_task(self._sent.get())
            await asyncio.wait({getting, self._task}, return_when=asyncio.FIRST_COMPLETED)
            if not getting.done():
                await self._task  # what it failed with
                await asyncio.sleep(0)
            return await getting


async def elsewhere(work: Callable[[], Answer]) -> Answer:
    """Do something as another process would: in a thread, with a connection of its own."""

    def run() -> Answer:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


class Door:
    """LiveKit's words about who comes and goes in one room."""

    def __init__(self, room: Room) -> None:
        self._telling = Telling(room, made_at=timezone.now())
        self._inside: dict[object, Event] = {}

    async def comes_in(self, who: RoomParticipant) -> None:
        self._inside[who.pk] = self._telling.joined(who, timezone.now())
        await elsewhere(lambda: deliver(self._inside[who.pk]))

    async def goes(self, who: RoomParticipant) -> None:
        event = self._telling.left(self._inside.pop(who.pk), timezone.now())
        await elsewhere(lambda: deliver(event))
