"""Gives out what is known of a person: a document in parts, room by room, so that years of it fit through."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rooms.models import (
    Objection,
    OutcomeOverride,
    RecordingConsent,
    Room,
    RoomParticipant,
    WebhookEvent,
)
from rooms.privacy.finding import Known
from rooms.recordings import forgetting as recorded

_ROOM = (
    "id",
    "name",
    "room_type",
    "subject_kind",
    "subject_ref",
    "title",
    "scheduled_start",
    "scheduled_end",
    "started_at",
    "ended_at",
    "end_reason",
    "status",
    "outcome",
)
_PARTICIPANT = (
    "id",
    "kind",
    "user_ref",
    "identity",
    "name",
    "role",
    "is_client",
    "created_at",
    "first_seen_at",
    "last_seen_at",
    "seat_until",
    "removed_at",
    "barred_at",
    "held_back_at",
    "quality",
)
_VISIT = (
    "livekit_sid",
    "medium",
    "joined_at",
    "joined_known_by",
    "joined_precision",
    "left_at",
    "left_known_by",
    "left_precision",
    "leave_reason",
    "quality",
)
_EVENT = ("event_id", "source", "event", "created_at", "received_at", "payload")


def export(known: Known, *, at: datetime) -> Iterator[str]:
    """The parts of one JSON object; times in ISO format, UTC. Constant memory but for the largest room."""
    person = {
        "ref": known.ref,
        "names": sorted(known.traces.names),
        "emails": sorted(known.traces.emails),
    }
    yield f'{{\n"exported_at": {_json(at)},\n"person": {_json(person)},\n"rooms": ['
    for number, pk in enumerate(known.rooms):
        room = Room.objects.filter(pk=pk).first()
        if room is not None:
            yield ",\n" if number else "\n"
            yield _json(_of_room(known, room))
    yield '\n],\n"events_of_deleted_rooms": ['
    for number, name in enumerate(known.deleted_rooms):
        yield ",\n" if number else "\n"
        yield _json({"room": name, "events": list(_events(known, name))})
    yield "\n]\n}\n"


def _of_room(known: Known, room: Room) -> dict[str, Any]:
    rows = known.rows_in(room)
    return {
        "room": {name: getattr(room, name) for name in _ROOM}
        | {"ended_by_them": room.ended_by_ref == known.ref},
        "participants": [_of_participant(row) for row in rows],
        "messages": [
            {"number": message.number, "sent_at": message.sent_at, "text": message.text}
            for message in room.messages.filter(sender__in=rows).order_by("number")
        ],
        "consents": [_of_consent(row) for row in _consents(rows)],
        "objections": [
            {"made_at": row.made_at, "name": row.name, "role": row.role, "text": row.text}
            for row in Objection.objects.filter(room=room, user_ref=known.ref)
        ],
        "overrides": [_of_override(row) for row in _overrides(known, room)],
        **recorded.of_room(room, known.ref, known.user, rows),
        "statements": list(_statements(known, room)),
        "events": list(_events(known, room.name)),
        "effects": [
            {"kind": row.kind, "created_at": row.created_at, "done_at": row.done_at, "payload": row.payload}
            for row in room.effects.order_by("created_at", "pk")
            if known.traces.are_in(row.payload)
        ],
    }


def _of_participant(row: RoomParticipant) -> dict[str, Any]:
    visits = row.visits.order_by("joined_at", "pk").values(*_VISIT)
    return {name: getattr(row, name) for name in _PARTICIPANT} | {"visits": list(visits)}


def _consents(rows: list[RoomParticipant]) -> Iterator[RecordingConsent]:
    answers = RecordingConsent.objects.filter(participant__in=rows).select_related("text")
    return answers.order_by("given_at", "pk").iterator(500)


def _of_consent(row: RecordingConsent) -> dict[str, Any]:
    """What they answered, or were told, about being recorded, and with which words."""
    return {
        "given_at": row.given_at,
        "agreed": row.agreed,
        "way": row.way,
        "recording": row.recording_ref,
        "language": row.text.language,
        "text": row.text.body,
    }


def _overrides(known: Known, room: Room) -> Iterator[OutcomeOverride]:
    if known.user is not None:
        yield from OutcomeOverride.objects.filter(room=room, made_by=known.user)


def _of_override(row: OutcomeOverride) -> dict[str, Any]:
    return {
        "made_at": row.made_at,
        "by": row.made_by_name,
        "outcome": row.outcome,
        "previous": row.previous,
        "reason": row.reason,
    }


def _statements(known: Known, room: Room) -> Iterator[dict[str, Any]]:
    """Their own line of each version, and what was said of the session."""
    for version in room.statement_versions.order_by("number"):
        said = version.statement
        people, absent = (
            [line for line in said.get(part, ()) if line.get("user_ref") == known.ref]
            for part in ("people", "absent")
        )
        if people or absent:
            yield {
                "version": version.number,
                "made_at": version.made_at,
                "why": version.why,
                "outcome": said.get("outcome"),
                "together_seconds": said.get("together_seconds"),
                "people": people,
                "absent": absent,
            }


def _events(known: Known, room_name: str) -> Iterator[dict[str, Any]]:
    rows = WebhookEvent.objects.filter(room_name=room_name, stripped_at__isnull=True)
    for row in rows.order_by("received_at", "pk").values(*_EVENT).iterator(500):
        if known.traces.are_in(row["payload"]):
            yield row


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
