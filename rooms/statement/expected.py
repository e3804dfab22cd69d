"""Who should come: the host's word."""

from typing import cast

from rooms.host import Kind, get_host
from rooms.models import EndReason, Role, Room, RoomType
from rooms.statement.shapes import Expected

#: They end in a statement without anybody absent; the host need not be asked.
_NOBODY_EXPECTED = {EndReason.CANCELLED, EndReason.MOVED}


def expected_in(room: Room) -> tuple[Expected, ...]:
    """Practitioners, then everyone with a booking; each once. Asks the host, so call it outside of decisions."""
    if room.end_reason in _NOBODY_EXPECTED:
        return ()
    host = get_host()
    kind, ref = cast(Kind, room.subject_kind), room.subject_ref
    subject = host.describe(kind, [ref]).get(ref)
    found = {
        person.ref: Expected(person.ref, person.name, Role.HOST.value, "practitioner")
        for person in (subject.practitioners if subject is not None else ())
    }
    watches = room.room_type in {RoomType.WEBINAR, RoomType.BROADCAST}
    role = Role.VIEWER if watches else Role.PARTICIPANT
    for person in host.clients(kind, ref):
        found.setdefault(person.ref, Expected(person.ref, person.name, role.value, "client"))
    return tuple(found.values())
