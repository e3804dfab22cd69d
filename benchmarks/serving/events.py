"""LiveKit's events about people, generated and signed: recorded ones with other people, times and ids in them."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from tests.webhooks.recorded import event

Event = dict[str, Any]
LIFETIME_SECONDS = 300


@dataclass(frozen=True)
class Teller:
    """LiveKit, about one incarnation of a room.

    Args:
        made_at: when it made the room.
    """

    room_name: str
    made_at: datetime
    sid: str = "RM_generated"

    def started(self) -> Event:
        return self._event("room_started", self.made_at, "started")

    def joined(self, identity: str, sid: str, at: datetime) -> Event:
        told = self._event("participant_joined", at, f"{sid}_joined")
        told["participant"] |= {
            "sid": sid,
            "identity": identity,
            "joinedAt": str(int(at.timestamp())),
            "joinedAtMs": str(round(at.timestamp() * 1000)),
        }
        return told

    def track(self, joined: Event, at: datetime) -> Event:
        told = self._event("track_published", at, f"{joined['participant']['sid']}_track")
        told["room"] = {"sid": self.sid, "name": self.room_name}
        told["participant"] = {key: joined["participant"][key] for key in ("sid", "identity")}
        return told

    def left(self, joined: Event, at: datetime) -> Event:
        told = self._event("participant_left", at, f"{joined['participant']['sid']}_left")
        told["participant"] = {
            **joined["participant"],
            "state": "DISCONNECTED",
            "disconnectReason": "CLIENT_INITIATED",
        }
        return told

    def _event(self, name: str, at: datetime, key: str) -> Event:
        told = event(name)
        told |= {"id": f"EV_{self.sid}_{key}"[:64], "createdAt": str(int(at.timestamp()))}
        told["room"] |= {
            "sid": self.sid,
            "name": self.room_name,
            "creationTime": str(int(self.made_at.timestamp())),
            "creationTimeMs": str(round(self.made_at.timestamp() * 1000)),
        }
        return told


@dataclass(frozen=True)
class Due:
    """An event, and when it is sent: seconds after the storm began."""

    at: float
    event: Event


def storm(teller: Teller, identities: Sequence[str], *, began_at: datetime, seconds: float) -> list[Due]:
    """Everybody comes within that time, three events each.

    Every second one comes, loses the page and comes again, and is still there; every other one comes, publishes and
    leaves. So of N people N/2 are inside at the end, and there are 1.5 N visits.
    """
    apart = seconds / max(len(identities), 1)
    found = [Due(0.0, teller.started())]
    for number, identity in enumerate(identities):
        found += _person(teller, identity, number, began_at, number * apart)
    return sorted(found, key=lambda due: due.at)


def _person(teller: Teller, identity: str, number: int, began_at: datetime, comes_at: float) -> Iterator[Due]:
    def moment(later: float) -> datetime:
        return began_at + timedelta(seconds=comes_at + later)

    joined = teller.joined(identity, f"PA_{number:05}_1", moment(0))
    yield Due(comes_at, joined)
    if number % 2 == 0:
        yield Due(comes_at + 2, teller.left(joined, moment(2)))
        yield Due(comes_at + 3, teller.joined(identity, f"PA_{number:05}_2", moment(3)))
    else:
        yield Due(comes_at + 1, teller.track(joined, moment(1)))
        yield Due(comes_at + 3, teller.left(joined, moment(3)))


def as_sent(
    told: Event, *, key: str, secret: str, at: datetime | None = None
) -> tuple[bytes, dict[str, str]]:
    """Body and headers, as LiveKit writes and signs them."""
    raw = json.dumps(told, separators=(", ", ":"), ensure_ascii=False).encode()
    signed_at = int((at or datetime.now(UTC)).timestamp())
    claims = {
        "iss": key,
        "nbf": signed_at,
        "iat": signed_at,
        "exp": signed_at + LIFETIME_SECONDS,
        "sha256": base64.b64encode(hashlib.sha256(raw).digest()).decode(),
    }
    return raw, {
        "Authorization": jwt.encode(claims, secret, algorithm="HS256"),
        "Content-Type": "application/webhook+json",
    }
