"""The shapes of docs/api.md, "As it happens"."""

from typing import Any

from rooms.exceptions import MESSAGES
from rooms.live.reading import State
from rooms.live.watching import Watch


def render_watched(watch: Watch, state: State, *, with_names: bool) -> dict[str, Any]:
    """One place, as one person may know it."""
    seen = state.seen
    return {
        "watch": str(watch),
        "room": str(seen.room_id) if seen.room_id else None,
        "status": seen.status or None,
        "outcome": seen.outcome or None,
        "started_at": seen.started_at,
        "ended_at": seen.ended_at,
        "participant_count": seen.participant_count,
        "hosts_inside": state.hosts_inside,
        "clients_inside": state.clients_inside,
        "people": [
            {"id": str(person.id), "name": person.name, "role": person.role} for person in state.people or ()
        ]
        if with_names
        else None,
        "revision": seen.revision,
    }


def render_denied(watch: Watch, code: str) -> dict[str, Any]:
    return {"watch": str(watch), **render_end(code)}


def render_end(code: str) -> dict[str, Any]:
    return {"code": code, "detail": str(MESSAGES[code])}
