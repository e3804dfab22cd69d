"""Guests and phones: their rights come from elsewhere, so what a recording takes from them is given back as it was."""

from typing import Any

from rooms import attendance, livekit, tokens
from rooms.exceptions import LiveKitNotFound
from rooms.models import RoomParticipant


def follow(participant: RoomParticipant, *, is_held: bool) -> None:
    """Tell LiveKit whether they are held back. That changes nothing else of what they may do.

    Raises:
        LiveKitNotFound: they are not inside.
    """
    room, identity = participant.room.name, participant.identity
    here = next((one for one in livekit.list_participants(room) if one.identity == identity), None)
    if here is None:
        raise LiveKitNotFound
    mark = tokens.held_back_attribute(True)
    # LiveKit changes both at once, and a token that it refreshes has both: where the mark is, the rights are ours.
    is_marked = mark.items() <= here.attributes.items()
    if is_held:
        if not is_marked:
            attendance.keep_permission(participant, here.permission)
        livekit.set_permission(room, identity, _without_publishing(here.permission), attributes=mark)
    elif is_marked:
        before = participant.permission_before
        livekit.set_permission(
            room,
            identity,
            here.permission if before is None else before,
            attributes=tokens.held_back_attribute(False),
        )


def _without_publishing(permission: dict[str, Any]) -> dict[str, Any]:
    return {**permission, "canPublish": False, "canPublishSources": []}
