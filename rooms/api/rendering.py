"""Fills the shapes of `rooms.api.shapes` for one person; a constant number of queries."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from rooms.api.recording_rendering import may_be_recorded, render_recording
from rooms.api.streaming_rendering import render_streaming
from rooms.exceptions import MESSAGES
from rooms.host import Person, get_host
from rooms.joining import Entry, Outlook
from rooms.joining.outlook import scheduled_end_of
from rooms.models import Role, Room, RoomParticipant, has_open_visit
from rooms.recordings.consent import rights_of_role

_LAYOUTS = {"individual": "pip", "group": "grid", "webinar": "stage", "broadcast": "stage"}

#: What the pages can do today; a room that wishes for more does not get a dead button.
BUILT = frozenset({"chat", "screen_share", "recording"})


def render_room(outlook: Outlook, *, user: Any, at: datetime) -> dict[str, Any]:
    """The room as this person sees it."""
    subject, room = outlook.subject, outlook.room
    return {
        "id": str(room.id) if room else None,
        "name": room.name if room else None,
        "room_type": subject.room_type,
        "status": room.status if room else None,
        "outcome": (room.outcome or None) if room else None,
        "end_reason": (room.end_reason or None) if room else None,
        "ended_by_me": bool(room and room.ended_by_ref and room.ended_by_ref == outlook.person.ref),
        "ended_by_name": _ended_by_name(outlook),
        "subject": {"kind": subject.kind, "ref": subject.ref},
        "title": subject.title,
        "scheduled_start": _utc(subject.starts_at),
        "scheduled_end": _utc(scheduled_end_of(subject)),
        "opens_at": room.opens_at if room else None,
        "closes_at": room.closes_at if room else None,
        "started_at": room.started_at if room else None,
        "ended_at": room.ended_at if room else None,
        "participant_count": room.participant_count if room else 0,
        "max_participants": room.max_participants if room else subject.capacity,
        "layout": _LAYOUTS[subject.room_type],
        "features": _features(outlook),
        "me": _me(outlook),
        "people": _people(outlook),
        "recording": render_recording(outlook),
        "streaming": render_streaming(outlook),
        "dial_in": None,
        "return_url": _return_url(outlook, user),
        "server_time": at,
    }


def render_entry(entry: Entry, *, user: Any, at: datetime) -> dict[str, Any]:
    rights = entry.permissions
    outlook = replace(entry.outlook, room=entry.room, participant=entry.participant)
    return {
        "token": entry.token,
        "url": entry.url,
        "room": render_room(outlook, user=user, at=at),
        "participant_id": str(entry.participant.id),
        "identity": entry.participant.identity,
        "name": entry.participant.name,
        "role": entry.participant.role,
        "expires_at": entry.expires_at,
        "permissions": {
            "can_publish": rights.can_publish,
            "can_publish_sources": list(rights.can_publish_sources),
            "can_subscribe": rights.can_subscribe,
            "can_publish_data": rights.can_publish_data,
            "can_record": rights.can_record,
            "can_moderate": rights.can_moderate,
        },
    }


def render_participant(participant: RoomParticipant, *, inside: bool) -> dict[str, Any]:
    return {
        "id": str(participant.id),
        "name": participant.name,
        "role": participant.role,
        "inside": inside,
        "removed": participant.is_removed,
        "held_back": participant.held_back_at is not None,
        "first_joined_at": participant.first_seen_at,
    }


def participants_of(room: Room) -> QuerySet[RoomParticipant]:
    """Everyone in the room's list, each with `inside`; one query."""
    return room.participants.annotate(inside=has_open_visit()).order_by("created_at", "id")


def _return_url(outlook: Outlook, user: Any) -> str:
    subject = outlook.subject
    if outlook.return_url is not None:
        return outlook.return_url
    return get_host().return_url(subject.kind, subject.ref, user)


def _utc(moment: datetime | None) -> datetime | None:
    """The host may think in another zone; the API does not."""
    return moment.astimezone(UTC) if moment is not None else None


def _ended_by_name(outlook: Outlook) -> str | None:
    """Only practitioners are named: an operator's name is nobody's business here."""
    if outlook.room is None or not outlook.room.ended_by_ref:
        return None
    names = {person.ref: person.name for person in outlook.subject.practitioners}
    return names.get(outlook.room.ended_by_ref)


def _features(outlook: Outlook) -> dict[str, bool]:
    wished = {
        "chat": False,
        "questions": False,
        "screen_share": False,
        "recording": False,
        "waiting_room": False,
        "dial_in": False,
        "virtual_background": False,
        "captions": False,
        "breakouts": False,
    }
    room, role = outlook.room, outlook.decision.role
    if room is not None:
        wished["chat"] = bool(room.config.get("chat"))
        wished["questions"] = bool(room.config.get("questions"))
        wished["recording"] = may_be_recorded(room)
        wished["waiting_room"] = room.waiting_room != "off"
        wished["dial_in"] = room.dial_in_enabled
        if role is not None:
            wished["screen_share"] = "screen_share" in rights_of_role(room, role).can_publish_sources
    return {name: wish and name in BUILT for name, wish in wished.items()}


def _me(outlook: Outlook) -> dict[str, Any]:
    decision, participant = outlook.decision, outlook.participant
    return {
        "can_join": decision.allowed,
        "code": decision.code,
        "detail": str(MESSAGES[decision.code]) if decision.code else None,
        "role": decision.role,
        "retry_at": _utc(decision.retry_at),
        "name": outlook.person.name,
        "participant_id": str(participant.id) if participant else None,
        "removed": participant is not None and participant.is_removed,
    }


def _people(outlook: Outlook) -> list[dict[str, Any]]:
    """Who this person meets: practitioners always; the client of an individual room for the two of them."""
    subject, room = outlook.subject, outlook.room
    known: dict[str, tuple[UUID, bool]] = {}
    clients: list[Person] = []
    if subject.room_type == "individual":
        clients = get_host().clients(subject.kind, subject.ref)
        if outlook.standing != "practitioner":
            clients = [person for person in clients if person.ref == outlook.person.ref]
    refs = [person.ref for person in (*subject.practitioners, *clients)]
    if room is not None:
        rows = room.participants.filter(user_ref__in=refs).order_by()
        known = {
            ref: (key, inside) for ref, key, inside in rows.values_list("user_ref", "pk", has_open_visit())
        }
    client_role = Role.VIEWER if subject.room_type in {"webinar", "broadcast"} else Role.PARTICIPANT
    return [
        *(_person(person, known, Role.HOST) for person in subject.practitioners),
        *(_person(person, known, client_role) for person in clients),
    ]


def _person(person: Person, known: Mapping[str, tuple[UUID, bool]], role: Role) -> dict[str, Any]:
    key, inside = known.get(person.ref, (None, False))
    return {"id": str(key) if key else None, "name": person.name, "role": role, "inside": inside}
