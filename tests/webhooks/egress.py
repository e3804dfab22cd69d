"""Egress events as LiveKit would send them, built from its protobuf definitions.

Recording them needs Redis and a recorder beside LiveKit, which these tests do not start.
"""

from typing import Any

from google.protobuf.json_format import MessageToDict
from livekit.protocol.egress import EgressInfo, EgressStatus, FileInfo, RoomCompositeEgressRequest
from livekit.protocol.webhook import WebhookEvent

ROOM_NAME, ROOM_SID = "group-4ec04d000001", "RM_kXb3zq9TfJ2a"
EGRESS_ID = "EG_9mWc2VqLrT5e"
STARTED = 1_772_625_600  # 2026-03-04 12:00 UTC
NANOSECONDS = 10**9
MINUTES = 60
LENGTH = 42 * MINUTES


def constructed() -> list[dict[str, Any]]:
    """One recording: it starts, is under way, and is complete after 42 minutes."""
    starting = _info(EgressStatus.EGRESS_STARTING, updated=STARTED)
    active = _info(EgressStatus.EGRESS_ACTIVE, updated=STARTED + 3, started_at=_ns(STARTED + 3))
    complete = _info(
        EgressStatus.EGRESS_COMPLETE,
        updated=STARTED + 5 + LENGTH,
        started_at=_ns(STARTED + 3),
        ended_at=_ns(STARTED + 3 + LENGTH),
        file_results=[
            FileInfo(
                filename="recordings/group-4ec04d000001.mp4",
                location="https://storage.example/recordings/group-4ec04d000001.mp4",
                started_at=_ns(STARTED + 3),
                ended_at=_ns(STARTED + 3 + LENGTH),
                duration=_ns(LENGTH),
                size=183_500_800,
            )
        ],
    )
    return [
        _event("egress_started", "EV_8yQ2egressSt", STARTED, starting),
        _event("egress_updated", "EV_8yQ2egressUp", STARTED + 3, active),
        _event("egress_ended", "EV_8yQ2egressEn", STARTED + 5 + LENGTH, complete),
    ]


def _info(status: EgressStatus, *, updated: int, **fields: Any) -> EgressInfo:
    return EgressInfo(
        egress_id=EGRESS_ID,
        room_id=ROOM_SID,
        room_name=ROOM_NAME,
        status=status,
        updated_at=_ns(updated),
        room_composite=RoomCompositeEgressRequest(room_name=ROOM_NAME, layout="speaker"),
        **fields,
    )


def _event(name: str, event_id: str, created_at: int, info: EgressInfo) -> dict[str, Any]:
    # LiveKit writes protobuf's JSON: lower camel case, 64-bit numbers as text, defaults left out.
    return MessageToDict(WebhookEvent(event=name, id=event_id, created_at=created_at, egress_info=info))


def _ns(seconds: int) -> int:
    return seconds * NANOSECONDS
