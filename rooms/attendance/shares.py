"""How much of the session each person was there, by the statement that was given out: for certificates."""

from collections.abc import Mapping

from rooms.models import Room, RoomParticipant


def record_shares(room: Room, shares: Mapping[str, float | None]) -> None:
    """By the id of the participant; some hundred people a query."""
    people = [RoomParticipant(pk=key, room=room, share=share) for key, share in shares.items()]
    RoomParticipant.objects.bulk_update(people, ["share"], batch_size=300)
