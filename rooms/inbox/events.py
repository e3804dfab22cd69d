"""LiveKit's events in our words: protobuf JSON in, a frozen `Event` out. Provider's quirks stop here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rooms.attendance import Connection, Left

#: Secrets that LiveKit sends along (room payloads carry the TURN password).
SECRETS = frozenset({"turnPassword"})

#: LiveKit gives the moment of an event in whole seconds, rounded down.
A_SECOND = timedelta(seconds=1)


class UnreadableEvent(ValueError):
    """Signed by LiveKit, but not an event as we know them."""


@dataclass(frozen=True)
class Event:
    """One delivery.

    Attributes:
        id: the same on each retry of the delivery.
        created_at: when it happened, whole seconds, rounded down.
        room_made_at: when LiveKit made this incarnation of the room; track events do not say.
        connection: the participant, for participant and track events.
        is_helper: it is a recorder or an agent, not a person.
        reason: why a participant left, in LiveKit's words.
        slack: by how many seconds the moments may be wrong, because they had to be brought to our clock.
        egress: what an event of an egress tells of it, for `livekit.read_egress`; its moments are the recorder's.
    """

    id: str
    name: str
    created_at: datetime
    room_name: str
    room_sid: str
    room_made_at: datetime | None
    connection: Connection | None = None
    is_helper: bool = False
    reason: str = ""
    slack: float = 0
    egress: Mapping[str, Any] = field(default_factory=dict)

    def happened(self, *, received_at: datetime) -> Left:
        """Between which moments it happened: within its second, and before it came."""
        latest = self.created_at + A_SECOND
        if self.created_at < received_at < latest:
            latest = received_at
        return Left(self.created_at, latest, self.reason, self.slack)

    def started(self, *, received_at: datetime) -> datetime:
        """By when the room had begun to live; where it lives again, whoever was in it before was out by then."""
        is_again = self.room_made_at is not None and self.created_at > self.room_made_at + A_SECOND
        return self.happened(received_at=received_at).latest if is_again else self.created_at

    def by_our_clock(self, ahead: timedelta, *, slack: float) -> "Event":
        """The same event, with LiveKit's moments brought to our clock.

        Args:
            ahead: LiveKit's clock minus ours.
            slack: seconds that this is uncertain by.
        """
        if not ahead:
            return self
        who = self.connection
        return replace(
            self,
            created_at=self.created_at - ahead,
            room_made_at=self.room_made_at and self.room_made_at - ahead,
            connection=who and replace(who, joined_at=who.joined_at - ahead, precision=who.precision + slack),
            slack=slack,
        )


def parse(payload: Mapping[str, Any]) -> Event:
    """Read one event.

    Raises:
        UnreadableEvent: no id, no name, or a part of the wrong shape.
    """
    try:
        room = _part(payload, "room")
        egress = _part(payload, "egressInfo")
        created_at = _seconds(payload["createdAt"])
        participant = _part(payload, "participant")
        room_sid = str(room.get("sid") or egress.get("roomId") or "")
        return Event(
            id=_word(payload, "id"),
            name=_word(payload, "event"),
            created_at=created_at,
            room_name=str(room.get("name") or egress.get("roomName") or "")[:256],
            room_sid=room_sid[:64],
            room_made_at=_moment(room, "creationTime"),
            connection=_connection(participant, room_sid, created_at) if participant else None,
            is_helper=_is_helper(participant),
            reason=str(participant.get("disconnectReason", ""))[:40],
            egress=egress,
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise UnreadableEvent(f"{type(error).__name__}: {error}") from error


def storable(value: Any) -> Any:
    """The same JSON without what must not be stored, nor what PostgreSQL cannot store.

    People choose the names of their tracks: one with a NUL must not cost us the event.
    """
    if isinstance(value, dict):
        return {storable(key): storable(part) for key, part in value.items() if key not in SECRETS}
    if isinstance(value, list):
        return [storable(part) for part in value]
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    return value


def _word(payload: Mapping[str, Any], name: str) -> str:
    word = payload[name]
    if not isinstance(word, str) or not word:
        raise TypeError(f"{name} is not a word")
    return word[:64]


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = payload.get(name) or {}
    if not isinstance(found, dict):
        raise TypeError(f"{name} is not an object")
    return found


def _connection(participant: Mapping[str, Any], room_sid: str, created_at: datetime) -> Connection:
    told_at = _moment(participant, "joinedAt")
    return Connection(
        sid=str(participant["sid"])[:64],
        identity=str(participant.get("identity", ""))[:256],
        room_sid=room_sid[:64],
        # Track events name the participant's SID and identity only: they were inside by the end of that second.
        # No exact moment of joining is later, so it refines this one whichever comes first.
        joined_at=told_at or created_at + A_SECOND,
        is_told=told_at is not None,
        name=str(participant.get("name", "")),
        kind=str(participant.get("kind", "STANDARD")),
    )


def _is_helper(participant: Mapping[str, Any]) -> bool:
    permission = participant.get("permission") or {}
    return participant.get("kind") in {"EGRESS", "AGENT"} or bool(permission.get("recorder"))


def _moment(part: Mapping[str, Any], name: str) -> datetime | None:
    """A moment in milliseconds, as LiveKit gives it since 1.8, else in seconds."""
    milliseconds = part.get(f"{name}Ms")
    if milliseconds:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    return _seconds(part[name]) if part.get(name) else None


def _seconds(value: object) -> datetime:
    return datetime.fromtimestamp(int(str(value)), UTC)
