"""LiveKit telling about a room: recorded events, with our rooms, people and times in them."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from rooms.models import Room, RoomParticipant
from tests.webhooks.recorded import event

#: Far from those of the LiveKit in memory: a test may take SIDs from both.
_numbers = count(50_000_001)

Event = dict[str, Any]


class Telling:
    """What LiveKit says about one incarnation of a room.

    Args:
        made_at: when LiveKit made it.
    """

    def __init__(self, room: Room, *, made_at: datetime, sid: str | None = None) -> None:
        self.room, self.made_at = room, made_at
        self.sid = sid or f"RM_{next(_numbers):08}"

    def started(self, at: datetime | None = None) -> Event:
        return self._event("room_started", at or self.made_at)

    def finished(self, at: datetime) -> Event:
        return self._event("room_finished", at)

    def joined(
        self, who: RoomParticipant | str, at: datetime, *, sid: str | None = None, **facts: Any
    ) -> Event:
        """Somebody is inside since `at`; `facts` of the participant, where not as recorded."""
        return self._person("participant_joined", who, at, sid, joined_at=at, **facts)

    def left(
        self,
        joined: Event,
        at: datetime,
        *,
        reason: str = "CLIENT_INITIATED",
    ) -> Event:
        """The one of this `participant_joined` left."""
        told = self._event("participant_left", at)
        told["participant"] = {**joined["participant"], "state": "DISCONNECTED", "disconnectReason": reason}
        return told

    def track(self, joined: Event, at: datetime, *, name: str = "track_published") -> Event:
        told = self._event(name, at)
        told["room"] = {"sid": self.sid, "name": self.room.name}
        told["participant"] = {key: joined["participant"][key] for key in ("sid", "identity")}
        return told

    def _person(
        self,
        name: str,
        who: RoomParticipant | str,
        at: datetime,
        sid: str | None,
        *,
        joined_at: datetime,
        **facts: Any,
    ) -> Event:
        told = self._event(name, at)
        told["participant"] |= {
            "sid": sid or f"PA_{next(_numbers):08}",
            "identity": who if isinstance(who, str) else who.identity,
            "joinedAt": str(int(joined_at.timestamp())),
            "joinedAtMs": str(round(joined_at.timestamp() * 1000)),
            **facts,
        }
        return told

    def _event(self, name: str, at: datetime) -> Event:
        told = event(name)
        told |= {"id": f"EV_{next(_numbers):08}", "createdAt": str(int(at.timestamp()))}
        told["room"] |= {
            "sid": self.sid,
            "name": self.room.name,
            "creationTime": str(int(self.made_at.timestamp())),
            "creationTimeMs": str(round(self.made_at.timestamp() * 1000)),
        }
        return told


def begun_at(events: list[Event], moment: datetime) -> list[Event]:
    """The same events, as if the first of them had happened at this moment."""
    away = int(moment.timestamp()) - int(events[0]["createdAt"])
    return [dict(_moved(told, away)) for told in json.loads(json.dumps(events))]


_IN_SECONDS = {"createdAt", "creationTime", "joinedAt"}
_IN_MILLISECONDS = {"creationTimeMs", "joinedAtMs"}


def _moved(part: Event, seconds: int) -> Iterator[tuple[str, Any]]:
    for key, value in part.items():
        if key in _IN_SECONDS:
            yield key, str(int(value) + seconds)
        elif key in _IN_MILLISECONDS:
            yield key, str(int(value) + seconds * 1000)
        else:
            yield key, dict(_moved(value, seconds)) if isinstance(value, dict) else value


def whole(moment: datetime) -> datetime:
    """As LiveKit tells most moments: whole seconds."""
    return moment.replace(microsecond=0)


def about(moment: datetime) -> datetime:
    """As we understand a moment told in whole seconds."""
    return whole(moment) + timedelta(milliseconds=500)
