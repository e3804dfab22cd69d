"""A LiveKit in memory, in the place of `rooms.livekit`: rooms, people, and what was asked of it.

Take the fixture `livekit` with `from tests.fakes.livekit import livekit` in a `conftest.py`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

import rooms.livekit
from rooms.exceptions import LiveKitNotFound, LiveKitUnavailable
from rooms.livekit import LiveKitParticipant, LiveKitRoom
from tests.fakes.egress import FakeEgresses

_numbers = count(1)


#: What a token that forbids nothing allows.
EVERYTHING = {"canSubscribe": True, "canPublish": True, "canPublishData": True}


@dataclass
class FakeRoom:
    """A room that lives; `people` by identity, because LiveKit has each identity at most once."""

    name: str
    sid: str
    created_at: datetime
    empty_timeout: int = 300
    max_participants: int = 0
    people: dict[str, LiveKitParticipant] = field(default_factory=dict)


class FakeLiveKit(FakeEgresses):
    """The same functions as `rooms.livekit`, with the same answers and errors.

    Attributes:
        is_down: every call ends in `LiveKitUnavailable`.
        silent: rooms that are listed but do not answer, and cannot be deleted: with Redis, those of a server that died.
        ahead_seconds: its clock minus ours, as its answers tell.
        calls: what was asked, as (function, room, identity).
        rights: what somebody inside may publish since they were told, by (room, identity).
        said: what was sent to those inside, as (room, topic, data).
        in_transactions: calls that came from within a transaction: there must be none.
        clock: its time, where a test says that; by default the machine's.
    """

    def __init__(self) -> None:
        super().__init__()
        self.clock: datetime | None = None
        self.is_down = False
        self.silent: set[str] = set()
        self.ahead_seconds = 0.0
        self.rooms: dict[str, FakeRoom] = {}
        self.calls: list[tuple[str, str, str]] = []
        self.rights: dict[tuple[str, str], tuple[str, ...]] = {}
        self.said: list[tuple[str, str, bytes]] = []
        self.in_transactions: list[str] = []

    # --- What happens in the call
    def enters(self, name: str, identity: str, **facts: object) -> LiveKitParticipant:
        """Somebody connects; the room is made if it is not there.

        Args:
            facts: of the `LiveKitParticipant`, where they are not those of a person with a browser.
        """
        someone = LiveKitParticipant(
            f"PA_{next(_numbers):08}", identity, "", timezone.now(), "ACTIVE", permission=EVERYTHING
        )
        someone = replace(someone, **facts)  # type: ignore[arg-type]
        room = self.rooms.get(name) or self._make(name, made_at=someone.joined_at)
        room.people[identity] = someone
        # Each connection begins with what its token says.
        self.rights.pop((name, identity), None)
        return someone

    def leaves(self, name: str, identity: str) -> None:
        del self.rooms[name].people[identity]

    def restarts(self) -> None:
        """kill -9 and start: without Redis nothing is left."""
        self.rooms.clear()

    def asked(self, function: str) -> list[tuple[str, str]]:
        """Room and identity of each call of this function."""
        return [(room, identity) for name, room, identity in self.calls if name == function]

    # --- rooms.livekit
    def clock_difference(self) -> float:
        return self.ahead_seconds

    def create_room(
        self,
        name: str,
        empty_timeout: int,
        departure_timeout: int,
        max_participants: int,
        *,
        timeout: float | None = None,
    ) -> LiveKitRoom:
        self._note("create_room", name)
        self.silent.discard(name)
        room = self.rooms.get(name) or self._make(name, empty_timeout, max_participants)
        return self._read(room)

    def delete_room(self, name: str, *, timeout: float | None = None) -> None:
        self._note("delete_room", name)
        if name in self.silent:
            raise LiveKitUnavailable(reason="delete_room: 503 unavailable")
        if self.rooms.pop(name, None) is None:
            raise LiveKitNotFound

    def list_rooms(
        self, names: Collection[str] | None = None, *, timeout: float | None = None
    ) -> list[LiveKitRoom]:
        self._note("list_rooms")
        return [self._read(room) for room in self.rooms.values() if names is None or room.name in names]

    def list_participants(self, name: str, *, timeout: float | None = None) -> list[LiveKitParticipant]:
        self._note("list_participants", name)
        if name in self.silent:
            raise LiveKitUnavailable(reason="list_participants: 503 unavailable")
        return list(self.rooms[name].people.values()) if name in self.rooms else []

    def remove_participant(self, name: str, identity: str, *, timeout: float | None = None) -> None:
        self._note("remove_participant", name, identity)
        if name not in self.rooms or self.rooms[name].people.pop(identity, None) is None:
            raise LiveKitNotFound

    def set_rights(
        self,
        name: str,
        identity: str,
        *,
        can_publish_sources: Collection[str],
        can_publish_data: bool,
        hidden: bool,
        attributes: dict[str, str],
        timeout: float | None = None,
    ) -> None:
        self._note("set_rights", name, identity)
        if name not in self.rooms or identity not in self.rooms[name].people:
            raise LiveKitNotFound
        person = self.rooms[name].people[identity]
        changed = {key: value for key, value in {**person.attributes, **attributes}.items() if value}
        self.rooms[name].people[identity] = replace(person, hidden=hidden, attributes=changed)
        self.rights[name, identity] = tuple(can_publish_sources)

    def set_permission(
        self,
        name: str,
        identity: str,
        permission: dict[str, Any],
        *,
        attributes: dict[str, str],
        timeout: float | None = None,
    ) -> None:
        may_publish = permission.get("canPublish", False)
        self.set_rights(
            name,
            identity,
            can_publish_sources=permission.get("canPublishSources", ("everything",)) if may_publish else (),
            can_publish_data=permission.get("canPublishData", False),
            hidden=permission.get("hidden", False),
            attributes=attributes,
        )
        people = self.rooms[name].people
        people[identity] = replace(people[identity], permission=permission)

    def send_data(self, name: str, data: bytes, *, topic: str, timeout: float | None = None) -> None:
        self._note("send_data", name)
        if name not in self.rooms:
            raise LiveKitUnavailable(reason="send_data: the fake has no such room")
        self.said.append((name, topic, data))

    # --- Inside
    def _note(self, function: str, room: str = "", identity: str = "") -> None:
        # The transaction that a test itself runs in does not count.
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            self.in_transactions.append(function)
        self.calls.append((function, room, identity))
        if self.is_down:
            raise LiveKitUnavailable(reason=f"{function}: the fake is down")

    def now(self) -> datetime:
        return self.clock or timezone.now()

    def _room_names(self) -> Collection[str]:
        return self.rooms

    def _make(
        self,
        name: str,
        empty_timeout: int = 300,
        max_participants: int = 0,
        *,
        made_at: datetime | None = None,
    ) -> FakeRoom:
        sid = f"RM_{next(_numbers):08}"
        self.rooms[name] = FakeRoom(name, sid, made_at or timezone.now(), empty_timeout, max_participants)
        return self.rooms[name]

    def _read(self, room: FakeRoom) -> LiveKitRoom:
        return LiveKitRoom(room.sid, room.name, room.created_at, len(room.people))


FUNCTIONS = (
    "clock_difference",
    "create_room",
    "delete_room",
    "list_rooms",
    "list_participants",
    "list_egresses",
    "start_egress",
    "stop_egress",
    "remove_participant",
    "send_data",
    "set_permission",
    "set_rights",
)


@pytest.fixture
def livekit(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLiveKit]:
    """Whoever calls `rooms.livekit` in this test talks to the fake. No call may come from a transaction."""
    fake = FakeLiveKit()
    for function in FUNCTIONS:
        monkeypatch.setattr(rooms.livekit, function, getattr(fake, function))
    yield fake
    assert fake.in_transactions == [], "LiveKit was asked while a transaction was open"
