"""What must hold of a subject's rooms, whatever happened at once."""

from itertools import pairwise

from django.utils import timezone

from estuary.bookings.models import Session
from rooms.models import EndReason, Room, Status


def rooms_of(session: Session) -> list[Room]:
    return list(
        Room.objects.filter(subject_kind="session", subject_ref=str(session.pk)).order_by("created_at")
    )


def open_room_of(session: Session) -> Room:
    """The one; there must be no second."""
    still_open = [room for room in rooms_of(session) if not room.has_ended]
    assert len(still_open) == 1, [(room.name, room.status) for room in still_open]
    return still_open[0]


def count_seats(room: Room) -> int:
    return room.participants.filter(seat_until__gt=timezone.now()).count()


def assert_sound(session: Session) -> None:
    """Every room of the session: its history without gaps, its counts as its ledger has them, nobody twice."""
    for room in rooms_of(session):
        transitions = list(room.transitions.order_by("number"))
        assert [row.number for row in transitions] == list(range(1, len(transitions) + 1))
        for before, after in pairwise(transitions):
            assert before.to_status == after.from_status
        assert transitions[-1].to_status == room.status
        people = list(room.participants.all())
        assert len({person.user_ref for person in people}) == len(people)
        assert len({person.identity for person in people}) == len(people)
        inside = room.visits.filter(left_at__isnull=True).values("participant").distinct().count()
        assert room.participant_count == inside
        if room.has_ended:
            assert inside == 0
            assert room.ended_at is not None
            assert EndReason(room.end_reason)
            assert not room.participants.filter(seat_until__isnull=False).exists()
        elif inside:
            assert room.status == Status.IN_USE
