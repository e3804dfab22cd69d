"""Who may be seen and heard in a recording: people whom our server let in, who agreed where all are asked, and who are
not held back."""

from dataclasses import dataclass

from rooms.exceptions import RoomsError, UnknownSubject
from rooms.models import ParticipantKind, Role, Room, RoomParticipant, Status
from rooms.record_page.passes import EgressPass
from rooms.recordings.consent import who_may_be_recorded


@dataclass(frozen=True)
class PersonToRecord:
    """Somebody of the room. `in_recording` is false while their answer to the question of consent is missing, or no."""

    identity: str
    name: str
    role: str
    in_recording: bool


@dataclass(frozen=True)
class Roster:
    title: str
    room_type: str
    people: tuple[PersonToRecord, ...]


def roster_for(egress: EgressPass) -> Roster:
    """The people of the room that this egress records; four queries at most, however many they are.

    Not on it: who was removed or whose booking is gone; who only watches and so is never seen; and whoever LiveKit
    alone knows of, such as somebody with its keys, who has a row in the ledger but no token of ours.

    Raises:
        UnknownSubject: there is no such room.
        RoomsError: `room_ended`.
    """
    rooms = Room.objects.only("title", "room_type", "status", "recording_consent")
    room = rooms.filter(name=egress.room_name).first()
    if room is None:
        raise UnknownSubject
    if room.status == Status.ENDED:
        raise RoomsError("room_ended")
    let_in = RoomParticipant.objects.filter(
        room=room, kind=ParticipantKind.USER, removed_at=None, barred_at=None
    ).exclude(role=Role.VIEWER)
    agreed = who_may_be_recorded(room, egress.egress_id)
    people = tuple(_person(row, is_in=agreed is None or row.pk in agreed) for row in let_in)
    return Roster(title=room.title, room_type=room.room_type, people=people)


def _person(row: RoomParticipant, *, is_in: bool) -> PersonToRecord:
    is_in = is_in and row.held_back_at is None
    return PersonToRecord(identity=row.identity, name=row.name, role=row.role, in_recording=is_in)
