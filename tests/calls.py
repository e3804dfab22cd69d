"""What the cast has booked, as rooms with people in them; through the product's own paths."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from rooms.host import Kind
from rooms.joining import Entry, enter
from rooms.models import Room, RoomParticipant
from rooms.syncing import sync_subject
from tests.site import Booking, Session, User, get_site

if TYPE_CHECKING:
    from collections.abc import Mapping


def kind_of(subject: Booking | Session) -> Kind:
    return get_site().kind_of(subject)


def room_of(subject: Booking | Session, *, at: datetime | None = None) -> Room:
    """The open room of a booking or session, made if need be."""
    room = sync_subject(kind_of(subject), str(subject.pk), at=at or timezone.now())
    assert room is not None, "this subject has no open room"
    return room


def ask(subject: Booking | Session, user: User, *, at: datetime | None = None) -> Entry:
    """Ask to come in, as a click on Join does. LiveKit must be there, or be the fake one."""
    return enter(user, kind_of(subject), str(subject.pk), at=at or timezone.now())


def seat(subject: Booking | Session, user: User, *, at: datetime | None = None) -> RoomParticipant:
    """Somebody who holds a token."""
    return ask(subject, user, at=at).participant


def ledger(room: Room) -> "Mapping[str, Any]":
    """Everything of a room that must not depend on how we heard of it."""
    room.refresh_from_db()
    return {
        "status": room.status,
        "people inside": room.participant_count,
        "started": room.started_at,
        "closes": room.closes_at,
        "incarnation": room.livekit_sid,
        "people": sorted(room.participants.values_list("identity", "first_seen_at", "last_seen_at")),
        "visits": sorted(
            room.visits.values_list(
                "livekit_sid",
                "room_sid",
                "participant__identity",
                "joined_at",
                "left_at",
                "left_known_by",
                "leave_reason",
            )
        ),
    }
