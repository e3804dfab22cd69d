"""What somebody may do in the call now: their role's rights, less what a recording takes from them."""

from rooms import tokens
from rooms.models import Role, Room, RoomParticipant


def rights_of_role(room: Room, role: Role | str) -> tokens.Permissions:
    """The rights of a role in this room, by its template's snapshot."""
    return tokens.permissions_for(
        room.room_type,
        role,
        participant_screen_share=bool(room.config.get("participant_screen_share", True)),
        may_record=room.recording_enabled,
    )


def rights_of(room: Room, participant: RoomParticipant) -> tokens.Permissions:
    """The same, without camera, microphone and screen for whoever is held back."""
    rights = rights_of_role(room, participant.role)
    return rights if participant.held_back_at is None else rights.without_publishing()
