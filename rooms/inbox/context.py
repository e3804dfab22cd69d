"""What an event is understood by beside itself: the difference of the clocks, the last listing, the last outage.

It is looked up when the event is first handled, and kept on its row: handled again, an event means the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rooms import beats
from rooms.lifecycle import NOTHING_ELSE, Circumstances
from rooms.models import Room, WebhookEvent

#: Smaller differences of the clocks are left alone: whole seconds tell no more.
SMALLEST_DIFFERENCE = timedelta(seconds=2)

#: An outage that is longer ago explains nothing that begins now.
OUTAGE_MATTERS = timedelta(days=1)

#: Which events say more together with the last listing, and with the last outage.
_NEED_LISTING = {
    "room_started",
    "room_finished",
    "participant_joined",
    "participant_left",
    "track_published",
    "track_unpublished",
}
_NEED_OUTAGE = {"room_started", "participant_joined", "participant_left"}
_NEED_OWNER = {"track_published", "track_unpublished"}


@dataclass(frozen=True)
class Context:
    """Attributes:
    received_at: when the event came, by our clock.
    ahead: LiveKit's clock minus ours; zero where they agree.
    is_of_stranger: a track of somebody whom nothing had told of by then.
    around: what else was known.
    """

    received_at: datetime
    ahead: timedelta = timedelta(0)
    is_of_stranger: bool = False
    around: Circumstances = NOTHING_ELSE

    @property
    def slack(self) -> float:
        """By how many seconds LiveKit's moments may be wrong, brought to our clock."""
        return 1.0 if self.ahead else 0.0


def freeze(row: WebhookEvent, room: Room) -> Context:
    """The context of an event; at first handling it is written on the row in memory."""
    if "is_frozen" not in row.context:
        row.context = {**row.context, **_look_up(row, room), "is_frozen": True}
    found = row.context
    return Context(
        received_at=row.received_at,
        ahead=timedelta(seconds=found.get("ahead_seconds", 0)),
        is_of_stranger=found.get("is_of_stranger", False),
        around=Circumstances(_moment(found, "listed_at"), _moment(found, "down_at")),
    )


def decide_difference(measured_seconds: float | None, *, at_least_seconds: float | None) -> timedelta:
    """LiveKit's clock minus ours, as it is taken into account.

    Args:
        measured_seconds: by the `Date` of LiveKit's answers.
        at_least_seconds: by the signature of a webhook, which was made before it came.
    """
    ahead = measured_seconds or 0.0
    if at_least_seconds is not None:
        ahead = max(ahead, at_least_seconds)
    difference = timedelta(seconds=round(ahead, 1))
    return difference if abs(difference) >= SMALLEST_DIFFERENCE else timedelta(0)


def _look_up(row: WebhookEvent, room: Room) -> dict[str, Any]:
    beat = beats.get(beats.LIVEKIT)
    signed_at, at_least = _moment(row.context, "signed_at"), None
    if signed_at is not None:
        at_least = (signed_at - row.received_at).total_seconds()
    measured, down_at = (beat.ahead_seconds, beat.down_at) if beat is not None else (None, None)
    ahead = decide_difference(measured, at_least_seconds=at_least)
    found: dict[str, Any] = {"ahead_seconds": ahead.total_seconds()} if ahead else {}
    if row.event in _NEED_LISTING and room.listed_at is not None:
        found["listed_at"] = room.listed_at.isoformat()
    if row.event in _NEED_OWNER and not _is_of_somebody(row, room):
        found["is_of_stranger"] = True
    if row.event in _NEED_OUTAGE and down_at is not None and row.received_at - down_at < OUTAGE_MATTERS:
        found["down_at"] = down_at.isoformat()
    return found


def _is_of_somebody(row: WebhookEvent, room: Room) -> bool:
    identity = (row.payload.get("participant") or {}).get("identity", "")
    return room.participants.filter(identity=identity).exists()


def _moment(found: dict[str, Any], key: str) -> datetime | None:
    return datetime.fromisoformat(found[key]) if key in found else None
