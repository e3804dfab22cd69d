"""What LiveKit says about rooms and people, in our words."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from google.protobuf.json_format import MessageToDict
from livekit.protocol.models import ParticipantInfo, Room


def _moment(milliseconds: int, seconds: int) -> datetime:
    # Servers before 1.8 knew whole seconds only.
    return datetime.fromtimestamp(milliseconds / 1000 if milliseconds else seconds, tz=UTC)


@dataclass(frozen=True)
class LiveKitRoom:
    """A living room.

    Attributes:
        sid: of this incarnation; a room that is made again under its name has another.
        num_participants: up to five seconds old, too high or too low: count `list_participants` instead.
    """

    sid: str
    name: str
    created_at: datetime
    num_participants: int = 0

    @classmethod
    def read(cls, room: Room) -> Self:
        return cls(
            sid=room.sid,
            name=room.name,
            created_at=_moment(room.creation_time_ms, room.creation_time),
            num_participants=room.num_participants,
        )


@dataclass(frozen=True)
class LiveKitParticipant:
    """One connection to a room.

    Attributes:
        sid: of this connection; the same person coming back has another.
        joined_at: when they began to join, before sound and picture were there.
        state: JOINING, JOINED, ACTIVE (media is connected) or DISCONNECTED.
        kind: STANDARD, INGRESS, EGRESS, SIP, AGENT, …
        hidden: not shown to others in the call; counts all the same.
        recorder: records the room.
        attributes: as the token set them.
        permission: what they may do, in LiveKit's words; for `set_permission`.
    """

    sid: str
    identity: str
    name: str
    joined_at: datetime
    state: str
    kind: str = "STANDARD"
    hidden: bool = False
    recorder: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    permission: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, info: ParticipantInfo) -> Self:
        return cls(
            sid=info.sid,
            identity=info.identity,
            name=info.name,
            joined_at=_moment(info.joined_at_ms, info.joined_at),
            state=ParticipantInfo.State.Name(info.state),
            kind=_name_of_kind(info.kind),
            hidden=info.permission.hidden,
            recorder=info.permission.recorder,
            attributes=dict(info.attributes),
            permission=MessageToDict(info.permission),
        )

    @property
    def is_helper(self) -> bool:
        """A recorder or an agent: inside, but nobody who takes part."""
        return self.recorder or self.kind in {"EGRESS", "AGENT"}


def _name_of_kind(kind: int) -> str:
    try:
        return ParticipantInfo.Kind.Name(kind)
    except ValueError:  # a newer server's kind: somebody, whatever they are
        return f"KIND_{kind}"
