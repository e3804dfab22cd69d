"""What reconcile found, as events of our own: stored beside LiveKit's, so that a replay sees what was done.

Their moments are by our clock, in ISO format. Each is a difference between the ledger and LiveKit's listing; a listing
that agrees leaves nothing but `Room.listed_at`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from rooms.attendance import Connection

#: LiveKit lists somebody whom the ledger does not have inside.
LISTED = "rooms.listed"
#: The ledger has somebody inside whom LiveKit does not list.
MISSING = "rooms.missing"
#: LiveKit lists a room, or an incarnation of it, that we had not heard of.
ROOM_LISTED = "rooms.room_listed"
#: LiveKit does not list a room that we believed alive.
ROOM_MISSING = "rooms.room_missing"
#: LiveKit's server died: another incarnation lives, or none, and the ledger has people in the old one.
SERVER_DIED = "rooms.server_died"


@dataclass(frozen=True)
class Finding:
    """One difference.

    Attributes:
        name: one of the kinds above.
        room_sid: of the incarnation that it is about.
        seen_at: when LiveKit's listing was taken.
        since: when LiveKit's listing and the ledger last agreed.
        made_at: when LiveKit made the incarnation that it lists.
        down_at: when LiveKit was found dead.
        connection: who is listed, or whose SID is missing.
    """

    name: str
    room_sid: str
    seen_at: datetime
    since: datetime | None = None
    made_at: datetime | None = None
    down_at: datetime | None = None
    connection: Connection | None = None
    id: str = field(default_factory=lambda: f"RC_{uuid.uuid4().hex}")

    def to_payload(self) -> dict[str, Any]:
        """As the inbox keeps it."""
        told: dict[str, Any] = {"event": self.name, "id": self.id, "roomSid": self.room_sid}
        for key, moment in (
            ("seenAt", self.seen_at),
            ("since", self.since),
            ("madeAt", self.made_at),
            ("downAt", self.down_at),
        ):
            if moment is not None:
                told[key] = moment.isoformat()
        who = self.connection
        if who is not None:
            told["participant"] = {
                "sid": who.sid,
                "identity": who.identity,
                "name": who.name,
                "kind": who.kind,
                "joinedAt": who.joined_at.isoformat(),
                "precision": who.precision,
            }
        return told

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The other way round."""

        def moment(key: str) -> datetime | None:
            return datetime.fromisoformat(payload[key]) if key in payload else None

        who, room_sid = payload.get("participant"), payload["roomSid"]
        connection = who and Connection(
            sid=who["sid"],
            identity=who["identity"],
            room_sid=room_sid,
            joined_at=datetime.fromisoformat(who["joinedAt"]),
            name=who["name"],
            kind=who["kind"],
            precision=who["precision"],
        )
        return cls(
            payload["event"],
            room_sid,
            datetime.fromisoformat(payload["seenAt"]),
            since=moment("since"),
            made_at=moment("madeAt"),
            down_at=moment("downAt"),
            connection=connection,
            id=payload["id"],
        )
