"""What the API says of live streaming: in the room for everyone, and of each target for practitioners."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from rooms import streaming
from rooms.exceptions import RoomsError
from rooms.joining import Outlook
from rooms.models import Room, StreamTarget
from rooms.notices import streaming_state

#: What a target's `error` says, by its code; the recorder's own words are for operators.
ERRORS = {
    "no_recorder": _("No recorder is free. Try again in a few minutes, or ask the operator."),
    "refused": _(
        "The server did not take the stream. Check address and key, and whether it expects one now."
    ),
    "broken_off": _(
        "The connection to the server ended. Start it again; if it ends at once, check address and key."
    ),
    "not_begun": _("The stream could not begin. Try again, or ask the operator."),
    "recorder_lost": _("The recorder stopped. Start it again."),
    "start_timeout": _("It did not begin in time. Start it again."),
    "stream_key_lost": _("The key cannot be read any more. Remove the target and add it again."),
}

_OFF_AIR = {"active": False, "since": None, "targets": 0}


def render_streaming(outlook: Outlook) -> dict[str, Any]:
    """What everybody hears in the call, too, and whether there is something to press. One query at most."""
    room = outlook.room
    state = streaming_state(room) if room is not None else _OFF_AIR
    is_host = outlook.standing == "practitioner"
    return {**state, "available": is_host and room is not None and _is_streamable(room)}


def _is_streamable(room: Room) -> bool:
    try:
        streaming.raise_unless_streamable(room)
    except RoomsError:
        return False
    return not room.has_ended


def render_target(target: StreamTarget) -> dict[str, Any]:
    error = target.error_code
    return {
        "id": str(target.id),
        "name": target.name,
        "url": target.url,
        "status": target.status,
        "error": {"code": error, "detail": str(ERRORS.get(error, ERRORS["refused"]))} if error else None,
        "started_at": target.started_at,
        "ended_at": target.ended_at,
    }
