"""How good connections were, as their pages report it; kept at the visit and at the person."""

from collections.abc import Mapping
from typing import Any

from rooms.models import RoomParticipant, Visit

#: Connections without a visit whose reports are kept at the person; LiveKit tells of each in seconds.
MOST_WAITING = 2


def waiting_quality(participant: RoomParticipant) -> dict[str, Any]:
    """What their page reported of connections that are not in the ledger yet, by LiveKit's participant SID."""
    return dict(participant.quality.get("waiting", []))


def note_quality(
    participant: RoomParticipant, quality: dict[str, Any], *, waiting: Mapping[str, Any] | None = None
) -> None:
    """Store the quality of all their connections together; the caller holds the person's row."""
    kept = list((waiting or {}).items())[-MOST_WAITING:]
    participant.quality = {**quality, "waiting": kept} if kept else quality
    participant.save(update_fields=["quality"])


def note_visit_quality(visit: Visit, quality: dict[str, Any]) -> None:
    """Store the quality of one connection; the caller holds the person's row."""
    visit.quality = quality
    visit.save(update_fields=["quality"])


def claim_quality(participant: RoomParticipant, sid: str) -> dict[str, Any]:
    """What waits for this connection, which has a visit from now on."""
    waiting = waiting_quality(participant)
    found: dict[str, Any] = waiting.pop(sid, {})
    if found:
        total = {key: value for key, value in participant.quality.items() if key != "waiting"}
        note_quality(participant, total, waiting=waiting)
    return found
