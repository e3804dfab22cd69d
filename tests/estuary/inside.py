"""People who are inside a room of Estuary's."""

from itertools import count

from django.utils import timezone

from estuary.accounts.models import User
from rooms.models import KnownBy, Role, Room, RoomParticipant, Visit

_numbers = count(1)


def is_inside(room: Room, user: User, *, is_client: bool = True) -> RoomParticipant:
    participant = RoomParticipant.objects.create(
        room=room,
        user=user,
        user_ref=str(user.pk),
        identity=f"{user.pk}-x",
        name=user.name,
        role=Role.PARTICIPANT if is_client else Role.HOST,
        is_client=is_client,
    )
    visit(participant)
    return participant


def visit(participant: RoomParticipant) -> None:
    Visit.objects.create(
        room=participant.room,
        participant=participant,
        livekit_sid=f"PA_{next(_numbers)}",
        joined_at=timezone.now(),
        joined_known_by=KnownBy.WEBHOOK,
    )
