"""A room of the doctor's own in LiveKit, and a way into one that does not exist."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from rooms import livekit, tokens
from rooms.doctor.asking import TIMEOUT_SECONDS
from rooms.exceptions import LiveKitNotFound, LiveKitUnavailable
from rooms.livekit import LiveKitRoom
from rooms.models import Role, RoomType

#: LiveKit deletes what the doctor could not, after so many seconds.
LIFE_SECONDS = 20


def new_name() -> str:
    """No room of a booking is called like this."""
    return f"rooms-doctor-{secrets.token_hex(6)}"


@dataclass(frozen=True)
class Probe:
    """Attributes:
    asked_at, answered_at: by our clock, around the making of the room.
    """

    room: LiveKitRoom
    asked_at: datetime
    answered_at: datetime


@contextmanager
def room_in_livekit() -> Iterator[Probe]:
    """Make one, and delete it when the block ends.

    Raises:
        LiveKitUnavailable: it cannot be made.
    """
    asked_at = timezone.now()
    room = livekit.create_room(new_name(), LIFE_SECONDS, LIFE_SECONDS, 0, timeout=TIMEOUT_SECONDS)
    try:
        yield Probe(room, asked_at, timezone.now())
    finally:
        with suppress(LiveKitNotFound, LiveKitUnavailable):  # it ends by itself
            livekit.delete_room(room.name, timeout=TIMEOUT_SECONDS)


def token_for(room_name: str) -> str:
    """As a client would get it, for a minute."""
    now = timezone.now()
    rights = tokens.permissions_for(
        RoomType.INDIVIDUAL, Role.PARTICIPANT, participant_screen_share=False, may_record=False
    )
    return tokens.mint(
        tokens.TokenRequest(
            identity="rooms-doctor",
            name="rooms_doctor",
            room_name=room_name,
            room_type=RoomType.INDIVIDUAL,
            role=Role.PARTICIPANT,
            participant_id="",
            permissions=rights,
            empty_timeout=LIFE_SECONDS,
            livekit_max_participants=0,
            issued_at=now,
            expires_at=now + timedelta(minutes=1),
        )
    )
