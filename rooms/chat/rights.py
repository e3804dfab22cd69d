"""Who may read and write, by what this app knows itself; whether the host lets somebody in was asked before."""

from datetime import datetime

from rooms import attendance
from rooms.exceptions import JOIN_TO_READ, JOIN_TO_WRITE, NO_CHAT, Refused
from rooms.host import Standing
from rooms.models import Role, Room, RoomParticipant


def raise_unless_reader(room: Room, standing: Standing, participant: RoomParticipant | None) -> None:
    """Practitioners always read; everybody else once they have joined, and until they are put out.

    Args:
        standing: of somebody who belongs to the room.

    Raises:
        Refused.
    """
    if standing != "practitioner":
        if standing == "cancelled_client":
            raise Refused("booking_cancelled")
        if standing == "unconfirmed_client":
            raise Refused("booking_not_confirmed")
        _raise_if_put_out(participant, needs_booking=True)
    _raise_without_chat(room)
    if standing != "practitioner" and participant is None:
        raise Refused("not_allowed", str(JOIN_TO_READ))


def raise_unless_writer(room: Room, role: Role, sender: RoomParticipant | None, *, at: datetime) -> None:
    """Practitioners write from outside the call, too; everybody else who is inside or on the way in.

    Args:
        sender: their row, if they have one. The caller holds the room's lock.

    Raises:
        Refused.
    """
    if room.is_over(at):
        raise Refused("room_ended")
    # The bar is of a client's booking; whoever leads the session now needs none.
    _raise_if_put_out(sender, needs_booking=role != Role.HOST)
    _raise_without_chat(room)
    if role != Role.HOST and (sender is None or not attendance.may_be_inside(sender, at=at)):
        raise Refused("not_allowed", str(JOIN_TO_WRITE))


def _raise_if_put_out(participant: RoomParticipant | None, *, needs_booking: bool) -> None:
    if needs_booking and participant is not None and participant.barred_at is not None:
        raise Refused("booking_cancelled")
    if participant is not None and participant.is_removed:
        raise Refused("removed")


def _raise_without_chat(room: Room) -> None:
    if not room.config.get("chat"):
        raise Refused("not_allowed", str(NO_CHAT))
